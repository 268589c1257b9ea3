import type { Judgement } from "./judge.ts";
import type { Lane } from "./lane.ts";
import { NETWORKS } from "./networks.ts";
import { planEverywhere } from "./planning.ts";
import { type CrashPoint, crashPoints } from "./points.ts";

export interface StormReport {
  kills: { atPoints: number; fromOutside: number };
  faults: Record<string, number>;
  verdict: Judgement;
  seconds: number;
}

export interface StormOptions {
  targets: number;
  kills: number;
  /** For choosing; the same number, the same storm. */
  seed: number;
  say(line: string): void;
}

/** The longest a process lives before it is killed. */
const LIFE_MS = 3_000;
/** From one kill to the next, start included, on a machine with nothing else to do. */
const CYCLE_MS = 3_500;
const KILLS_PER_WAVE = 20;
const PLANNERS = 4;
const SETTLED_WITHIN_MS = 10 * 60_000;

/**
 * Plans posts on all networks for the coming minute. When the first is due, requests are disturbed and the process is
 * killed again and again: often at a fault point on the way of some post, else from outside at any moment. So
 * wave after wave; then it runs in peace until all is settled.
 */
export async function storm(lane: Lane, options: StormOptions): Promise<StormReport> {
  const startedAt = Date.now();
  const random = seeded(options.seed);
  const report = { kills: { atPoints: 0, fromOutside: 0 }, faults: {} as Record<string, number> };
  const waves = Math.ceil(options.kills / KILLS_PER_WAVE);
  const posts = Math.ceil(options.targets / NETWORKS.length);
  const plan = planner(lane);
  for (let wave = 0; wave < waves; wave += 1) {
    const before = Math.round((posts * wave) / waves);
    const planned = await plan(before, Math.round((posts * (wave + 1)) / waves) - before);
    const kills = Math.min(KILLS_PER_WAVE, options.kills - wave * KILLS_PER_WAVE);
    for (let kill = 0; kill < kills; kill += 1) await liveAndDie(lane, random, report);
    await lane.control.clearFaults();
    await lane.restart();
    options.say(`wave ${wave + 1} of ${waves}: ${planned} targets, ${kills} kills`);
  }
  const verdict = await lane.untilSettled(SETTLED_WITHIN_MS);
  return { ...report, verdict, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

const points = crashPoints();

async function liveAndDie(
  lane: Lane,
  random: () => number,
  report: Pick<StormReport, "kills" | "faults">,
): Promise<void> {
  const point = random() < 0.6 ? pick(points, random) : undefined;
  const app = await lane.restart(point && laterOn(point, random));
  await disturb(lane, random, report.faults);
  const ended = await Promise.race([
    app.exited,
    after(point ? 2 * LIFE_MS : LIFE_MS * (0.2 + 0.8 * random())),
  ]);
  if (ended === "SIGKILL") report.kills.atPoints += 1;
  else report.kills.fromOutside += 1;
  await app.kill("SIGKILL");
}

/** Plans a wave: spread evenly over the time of its kills, the first when planning is over. Resolves to the targets. */
function planner(lane: Lane): (from: number, posts: number) => Promise<number> {
  let perPostMs = 200;
  return async (from, posts) => {
    const startedAt = Date.now();
    const firstDue = startedAt + posts * perPostMs;
    const gap = (KILLS_PER_WAVE * CYCLE_MS) / Math.max(1, posts);
    let planned = 0;
    let next = 0;
    const work = async () => {
      while (next < posts) {
        const nth = next++;
        const workspace = lane.workspaces[(from + nth) % lane.workspaces.length];
        if (!workspace) continue;
        const targets = await planEverywhere(workspace, from + nth, new Date(firstDue + nth * gap));
        planned += targets;
      }
    };
    await Promise.all(Array.from({ length: PLANNERS }, work));
    perPostMs = (Date.now() - startedAt) / Math.max(1, posts);
    return planned;
  };
}

/** The point, passed for the first time or some time later, when several posts are on their way. */
function laterOn({ point }: CrashPoint, random: () => number): string {
  const nth = Number(/:(\d+)$/.exec(point)?.[1] ?? 1);
  return point.replace(/:\d+$/, `:${nth + Math.floor(random() * 3)}`);
}

type Fault = Parameters<Lane["control"]["fault"]>[0]["fault"];

const AFTER_APPLYING: readonly Fault[] = [
  { kind: "apply-then-drop" },
  { kind: "apply-then-drop" },
  { kind: "apply-then-status", status: 500 },
  { kind: "apply-then-status", status: 503 },
  { kind: "delay", ms: 3_000 },
  { kind: "drop" },
  { kind: "hang" },
];
const ON_THE_WAY: readonly Fault[] = [
  { kind: "drop" },
  { kind: "status", status: 500 },
  { kind: "status", status: 503 },
  { kind: "delay", ms: 1_500 },
];

/** Some of the requests that will come are disturbed: on every network one that counts, on some one that only reads. */
async function disturb(lane: Lane, random: () => number, told: Record<string, number>): Promise<void> {
  await lane.control.clearFaults();
  for (const { id: network, shapes, reads } of NETWORKS) {
    const commits = shapes.flatMap((shape) => shape.commits.map(({ operation }) => operation));
    const rules = [{ operation: pick(commits, random), fault: pick(AFTER_APPLYING, random) }];
    if (random() < 0.3) rules.push({ operation: pick(reads, random), fault: pick(ON_THE_WAY, random) });
    for (const { operation, fault } of rules) {
      if (!operation || !fault) continue;
      const times = fault.kind === "hang" ? 1 : 1 + Math.floor(random() * 2);
      await lane.control.fault({ network, operation, times, fault });
      told[fault.kind] = (told[fault.kind] ?? 0) + times;
    }
  }
}

const pick = <T>(list: readonly T[], random: () => number): T | undefined =>
  list[Math.floor(random() * list.length)];

/** A small generator that can be begun again. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const after = (ms: number): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve("alive"), ms));
