import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { type TokenBench, tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import type { Actor } from "#server/features/actor.ts";
import { rotatingPlatform, tokensAt } from "./client.ts";
import type { OpenDatabase } from "./open-database.ts";
import { type Grant, type RotatingProvider, startRotatingProvider } from "./provider.ts";

/** The steps of a refresh, and what may come of a process that is killed there. */
export const STEPS = [
  { name: "claimed, nothing sent", point: "token:before:refresh:1", outcome: "kept" },
  { name: "sent, not yet applied", at: "onArrival", outcome: "kept" },
  { name: "applied, not yet answered", at: "onApplied", outcome: "lost" },
  { name: "answered, not yet stored", point: "token:after:refresh:1", outcome: "lost" },
  { name: "stored, not yet journaled", point: "token:after:store:1", outcome: "kept" },
  { name: "journaled", point: "token:after:journal:1", outcome: "kept" },
] as const;
type Step = (typeof STEPS)[number];

/** One round of a calendar outside: nothing may be stuck longer. */
export const CRON_PERIOD_MS = 15 * 60_000;

export interface KillsOptions {
  database: OpenDatabase;
  kills: number;
  /** Processes under way at a time. */
  atOnce: number;
  say?(line: string): void;
}

export interface KillsReport {
  kills: number;
  kept: number;
  lost: number;
  /** Everything that is not as it should be, one line each. */
  wrong: string[];
  seconds: number;
}

interface Victim {
  step: Step;
  grant: Grant;
  connectionId: string;
  killed: boolean;
}

/**
 * Kills a process with SIGKILL at each step of a refresh in turn; then one round of the calendar passes, and every
 * connection must be whole again, or ask for its person where the network had rotated and the answer died.
 */
export async function killRefreshes(options: KillsOptions): Promise<KillsReport> {
  const startedAt = performance.now();
  const provider = await startRotatingProvider();
  let now = Date.now();
  const clock = { now: () => new Date(now), sleep: () => Promise.resolve() };
  const platforms = new Map([["tiktok", rotatingPlatform(provider.url, clock)]]);
  const bench = tokenBench(options.database, clock, platforms);
  const actor = await seedWorkspace(options.database.db);
  const victims: Victim[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < options.kills; n = next++) {
      const step = STEPS[n % STEPS.length];
      if (step) victims.push(await killAt(options, { provider, bench, actor, now }, step));
      if ((n + 1) % 20 === 0) options.say?.(`${n + 1} kills`);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.atOnce }, lane));
    now += performance.now() - startedAt + CRON_PERIOD_MS;
    await bench.tokens.runDue();
    const wrong = (await Promise.all(victims.map((victim) => judge(bench, options.database, victim)))).flat();
    const lost = victims.filter(({ grant }) => grant.revoked).length;
    const seconds = (performance.now() - startedAt) / 1000;
    return { kills: victims.length, kept: victims.length - lost, lost, wrong, seconds };
  } finally {
    await provider.close();
  }
}

interface Setting {
  provider: RotatingProvider;
  bench: TokenBench;
  actor: Actor;
  now: number;
}

async function killAt(options: KillsOptions, setting: Setting, step: Step): Promise<Victim> {
  const worker = await startWorker(options, setting, "point" in step ? step.point : undefined);
  let armed = true;
  const kill = async () => {
    if (!armed) return true;
    armed = false;
    worker.kill("SIGKILL");
    await exitOf(worker);
    return false;
  };
  const grant = setting.provider.issue("at" in step ? { [step.at]: kill } : {});
  const past = new Date(setting.now - 3 * 3_600_000);
  const grantTokens = tokensAt(past, grant.accessToken, grant.current);
  const connectionId = await setting.bench.connect(setting.actor, grantTokens, "tiktok");
  const ended = exitOf(worker);
  worker.once("message", () => worker.disconnect());
  worker.send(connectionId);
  return { step, grant, connectionId, killed: (await ended) === "SIGKILL" };
}

const exitOf = (worker: ChildProcess): Promise<string | null> =>
  worker.signalCode
    ? Promise.resolve(worker.signalCode)
    : new Promise((resolve) => worker.once("exit", (_code, signal) => resolve(signal)));

function startWorker(
  { database }: KillsOptions,
  { provider, now }: Setting,
  faultPoint: string | undefined,
): Promise<ChildProcess> {
  const worker = fork(path.resolve("e2e/support/token-runs/kill-worker.ts"), [], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [],
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      PROVIDER_URL: provider.url,
      NOW: String(now),
      ...(faultPoint ? { FAULT_POINT: faultPoint } : {}),
    },
  });
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", () => resolve(worker));
  });
}

/** What one connection looks like after one round. */
async function judge(bench: TokenBench, { db }: OpenDatabase, victim: Victim): Promise<string[]> {
  const { step, grant, connectionId, killed } = victim;
  const row = await db.connection.findUniqueOrThrow({ where: { id: connectionId } });
  const wrong: string[] = [];
  const expect = (holds: boolean, what: string) => {
    if (!holds)
      wrong.push(`${step.name}: ${what} (${row.status}, ${row.statusReason}, ${grant.calls} calls)`);
  };
  expect(killed, "the process was not killed there");
  expect(row.refreshLeaseUntil === null, "the lease is still held");
  if (step.outcome === "lost") {
    expect(row.status === "needs_reconnect", "nobody is told that the grant is lost");
    expect(row.statusReason === "answer_lost", "the reason is not the lost answer");
    expect(
      bench.notices.some(({ href }) => href === `/accounts/${connectionId}`),
      "no notification",
    );
    return wrong;
  }
  expect(!grant.revoked, "a grant was lost that need not be");
  const session = await bench.tokens.fresh(connectionId).catch(() => undefined);
  expect(session?.accessToken === grant.accessToken, "it does not open");
  expect(row.tokenVersion === 2, "it is not renewed");
  return wrong;
}
