import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { numberOption } from "../options.ts";
import { printWrongs } from "../print.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import { isQuiet, readFacts } from "./facts.ts";
import { judge, type Verdict } from "./judge.ts";
import { PHASES, type Phase } from "./phases.ts";
import { BUCKET_MS, type ProviderReport } from "./provider.ts";
import { rateBetween, recoveries } from "./recovery.ts";
import { createRun, type Run } from "./run.ts";
import { openStage, type Stage, startProviders } from "./stage.ts";
import { firstsASecond, RISING_MS, timeOf } from "./timetable.ts";

const say = (line: string) => console.log(line);

interface Options {
  deliveries: number;
  rate: number;
  seed: number;
}

/** One in five of the deliveries brings what was delivered before. */
const FIRSTS = 0.8;
const RECOVERED_WITHIN_MS = 15_000;
const KEPT = 0.95;
const PATIENCE_MS = 60_000;
const QUIET_WITHIN_MS = 150_000;
/** All that is told lies so far in the past, longer than a run. */
const AGO_S = 600;

/**
 * `npm run chaos -- gateway [--phase <name>]`, or `-- <name of a phase>`; `[--deliveries 50000] [--rate 600] [--seed n]`: signed deliveries of TikTok and
 * the OnlyFans partner at a fixed rate, a fifth of them duplicates, at a real app on a real database, disturbed in another
 * way in each phase. What the database says afterwards is held against what happened. `--rate` is deliveries a second;
 * recovery is measured in first deliveries that are taken at their first sending (see `recovery.ts`), redeliveries come on
 * top. A phase that runs alone takes the offered rate for the clean one.
 */
export async function gateway(only = phaseOption()): Promise<boolean> {
  const options: Options = {
    deliveries: numberOption("deliveries", 50_000),
    rate: numberOption("rate", 600),
    seed: numberOption("seed", Date.now() % 1_000_000),
  };
  const chosen = Object.entries(PHASES).filter(([name]) => only === undefined || name === only);
  if (chosen.length === 0) {
    say(`no such phase; there are: ${Object.keys(PHASES).join(", ")}`);
    return false;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-gateway-"));
  chmodSync(folder, 0o755);
  const cluster = await openCluster(folder);
  say(`seed ${options.seed}, ${options.rate} deliveries a second`);
  let cleanRate = firstsASecond(options.rate);
  let held = true;
  try {
    for (const [name, phase] of chosen) {
      const result = await runPhase({ name, phase, cluster, folder, options, cleanRate });
      if (name === "clean") cleanRate = result.rate;
      say(lineOf(name, result));
      held = printWrongs(result.wrongs) && held;
    }
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return held;
}

function phaseOption(): string | undefined {
  const at = process.argv.indexOf("--phase");
  return at < 0 ? undefined : (process.argv[at + 1] ?? "");
}

interface Result {
  report: ProviderReport;
  verdict: Verdict;
  /** ms, of every disturbance that left time to measure. */
  recovered: number[];
  disturbances: number;
  /** First deliveries taken at their first sending, a second, once all of them come. */
  rate: number;
  /** From the last answer to the last effect. */
  quietAfterMs: number;
  wrongs: string[];
}

interface Given {
  name: string;
  phase: Phase;
  cluster: Cluster;
  folder: string;
  options: Options;
  cleanRate: number;
}

async function runPhase({ name, phase, cluster, folder, options, cleanRate }: Given): Promise<Result> {
  const world = {
    happenings: Math.ceil(options.deliveries * FIRSTS),
    seed: options.seed,
    sinceS: Math.floor(Date.now() / 1_000) - AGO_S,
  };
  const opened = await phase.open();
  const stage = await openStage({ cluster, folder, name, world, env: opened.env });
  try {
    const providers = await startProviders({
      ...{ url: stage.app().url, world, patienceMs: PATIENCE_MS },
      timetable: { rate: options.rate, seed: options.seed, ...phase.timetable },
    });
    const lengthMs = timeOf(stage.world.happenings.length, options.rate);
    const run = createRun(stage, providers.startedAt, lengthMs);
    const [report] = await Promise.all([providers.report, opened.disturb?.(run)]);
    const quietAfterMs = await untilQuiet(stage);
    const verdict = judge(stage.world, await readFacts(stage.pool, stage.endpoint.told()));
    const measured = { fresh: report.fresh, bucketMs: BUCKET_MS, cleanRate, untilMs: lengthMs };
    const recovered = recoveries(run.disturbances, measured);
    const rate = rateBetween(measured, RISING_MS, lengthMs);
    const result = { report, verdict, recovered, rate, quietAfterMs, disturbances: run.disturbances.length };
    return { ...result, wrongs: wrongsOf(result, { phase, run, cleanRate }) };
  } finally {
    await stage.close();
    await opened.close();
  }
}

/** ms until nothing waits any more; what still waits then, the judge finds. */
async function untilQuiet({ pool }: Stage): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < QUIET_WITHIN_MS) {
    if (await isQuiet(pool).catch(() => false)) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return performance.now() - startedAt;
}

function wrongsOf(
  { report, verdict, recovered, rate, disturbances }: Omit<Result, "wrongs">,
  { phase, run, cleanRate }: { phase: Phase; run: Run; cleanRate: number },
): string[] {
  const app = run.stage.app();
  // First what the rest may follow from; the judge's lines are many where something broke.
  const wrongs = [...(app.isRunning() ? [] : [`the app ended by itself:\n${app.output()}`]), ...run.wrongs];
  const told = run.stage.world.happenings.length;
  if (report.accepted < told) wrongs.push(`${told - report.accepted} of ${told} were never accepted`);
  if (report.givenUp > 0) wrongs.push(`${report.givenUp} deliveries were never taken`);
  if (!phase.mayRefuse && report.redelivered > 0)
    wrongs.push(`refused, with nothing wrong that would be a reason: ${JSON.stringify(report.refusals)}`);
  if (recovered.some((ms) => ms > RECOVERED_WITHIN_MS))
    wrongs.push(
      `not back at ${KEPT * 100} % of ${cleanRate.toFixed(0)}/s within ${RECOVERED_WITHIN_MS / 1_000} s`,
    );
  if (disturbances > 0 && recovered.length === 0)
    wrongs.push("too short to see a recovery: more deliveries, or a lower rate");
  if (!phase.mayRefuse && rate < KEPT * cleanRate)
    wrongs.push(`${rate.toFixed(0)}/s taken, of ${cleanRate.toFixed(0)}/s when nothing is wrong`);
  return [
    ...wrongs,
    ...verdict.lost.map((each) => `lost: ${each}`),
    ...verdict.twice.map((each) => `twice: ${each}`),
    ...verdict.wrong.map((each) => `wrong: ${each}`),
  ];
}

function lineOf(name: string, { report, verdict, recovered, ...result }: Result): string {
  const count = (number: number) => number.toLocaleString("en");
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const back =
    result.disturbances === 0
      ? ""
      : `, back in ${recovered.length === 0 ? "?" : seconds(Math.max(...recovered))} (worst of ${recovered.length} measured, ${result.disturbances} disturbances)`;
  return (
    `${name}: ${count(report.deliveries)} deliveries (${count(report.duplicates)} duplicates), ` +
    `${count(report.accepted)} accepted, ${count(report.redelivered)} redelivered after refusals, ` +
    `${verdict.lost.length} lost, ${verdict.twice.length} twice, ${verdict.wrong.length} wrong in the end${back}; ` +
    `${result.rate.toFixed(0)}/s at the first sending, p50 ${report.p50.toFixed(0)} ms, p99 ${report.p99.toFixed(0)} ms, ` +
    `all applied ${seconds(result.quietAfterMs)} after the last answer`
  );
}
