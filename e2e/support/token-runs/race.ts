import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { tokenBench } from "#e2e/support/token-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { LEASE_MS } from "#server/features/tokens/refresh.ts";
import { rotatingPlatform, sharedClock, tokensAt } from "./client.ts";
import type { OpenDatabase } from "./open-database.ts";
import { type RotatingProvider, startRotatingProvider } from "./provider.ts";
import type { RaceAnswer, RaceOrder } from "./race-worker.ts";

export interface RaceOptions {
  database: OpenDatabase;
  trials: number;
  /** Trials under way at a time. */
  atOnce: number;
  /** How much faster than the wall the refreshers' clock runs: a lease of half a minute passes in 30,000 / speed ms. */
  speed: number;
  say?(line: string): void;
}

export interface RaceReport {
  trials: number;
  refreshers: number;
  /** Trials in which the provider took longer than a lease. */
  slow: number;
  calls: number;
  grantsLost: number;
  /** Trials with another number of provider calls than one. */
  notOnce: number;
  /** Refreshers that ended without the one new token. */
  wrong: string[];
  seconds: number;
}

const REFRESHERS = 8;
const PROCESSES = 3;

/**
 * Each trial: a grant that has just run out, eight refreshers in three processes at nearly the same moment (or while the
 * first call is long under way), a provider that takes from a fifth of a lease to three leases.
 */
export async function raceForTokens(options: RaceOptions): Promise<RaceReport> {
  const provider = await startRotatingProvider();
  const epoch = Date.now();
  const workers = await Promise.all(
    Array.from({ length: PROCESSES }, () => startWorker(options, provider.url, epoch)),
  );
  const startedAt = performance.now();
  const report: RaceReport = {
    trials: options.trials,
    refreshers: REFRESHERS,
    slow: 0,
    calls: 0,
    grantsLost: 0,
    notOnce: 0,
    wrong: [],
    seconds: 0,
  };
  const setting = await prepare(options, provider, epoch);
  let next = 0;
  const lane = async () => {
    for (let trial = next++; trial < options.trials; trial = next++) {
      await runTrial(options, setting, workers, trial, report);
      if ((trial + 1) % 100 === 0) options.say?.(`${trial + 1} trials`);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.atOnce }, lane));
  } finally {
    for (const worker of workers) worker.process.disconnect();
    await Promise.all(workers.map(({ exited }) => exited));
    await provider.close();
  }
  report.seconds = (performance.now() - startedAt) / 1000;
  return report;
}

async function prepare({ database, speed }: RaceOptions, provider: RotatingProvider, epoch: number) {
  const clock = sharedClock(epoch, speed);
  const bench = tokenBench(database, clock, new Map([["tiktok", rotatingPlatform(provider.url, clock)]]));
  return { provider, bench, clock, actor: await seedWorkspace(database.db) };
}

async function runTrial(
  { speed }: RaceOptions,
  { provider, bench, clock, actor }: Awaited<ReturnType<typeof prepare>>,
  workers: Worker[],
  trial: number,
  report: RaceReport,
): Promise<void> {
  const leases = latencyInLeases(trial);
  const latencyMs = (leases * LEASE_MS) / speed;
  if (leases > 1) report.slow += 1;
  const grant = provider.issue({ latencyMs });
  const past = new Date(clock.now().getTime() - 3 * 3_600_000);
  const connectionId = await bench.connect(actor, tokensAt(past, grant.accessToken, grant.current), "tiktok");
  // Every other trial, half of the refreshers come while the call is under way.
  const spread = trial % 2 === 0 ? 0 : latencyMs * 0.9;
  const answers = await Promise.all(
    workers.map((worker, index) => {
      const mine = Array.from({ length: REFRESHERS }, (_, n) => n).filter((n) => n % PROCESSES === index);
      const starts = mine.map((n) => (n < REFRESHERS / 2 ? 0 : spread * ((n - 3) / 4)));
      return worker.ask({ trial, connectionId, starts });
    }),
  );
  report.calls += grant.calls;
  if (grant.revoked) report.grantsLost += 1;
  if (grant.calls !== 1) report.notOnce += 1;
  for (const { tokens, failures } of answers) {
    for (const token of tokens) if (token !== grant.accessToken) report.wrong.push(`${trial}: an old token`);
    report.wrong.push(...failures.map((failure) => `${trial}: ${failure}`));
  }
}

/** Three of five quicker than a lease, two slower: 0.2, 0.5, 0.8, 1.4 and 3 leases. */
const latencyInLeases = (trial: number): number => [0.2, 1.4, 0.5, 3, 0.8][trial % 5] ?? 1;

interface Worker {
  process: ChildProcess;
  exited: Promise<void>;
  ask(order: RaceOrder): Promise<RaceAnswer>;
}

function startWorker({ database, speed }: RaceOptions, providerUrl: string, epoch: number): Promise<Worker> {
  const child = fork(path.resolve("e2e/support/token-runs/race-worker.ts"), [], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    execArgv: [],
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      PROVIDER_URL: providerUrl,
      EPOCH: String(epoch),
      SPEED: String(speed),
    },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const waiting = new Map<number, (answer: RaceAnswer) => void>();
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`a worker ended with ${code}`)));
    child.on("message", (message: RaceAnswer | "ready") => {
      if (message !== "ready") return waiting.get(message.trial)?.(message);
      resolve({
        process: child,
        exited,
        ask: (order) =>
          new Promise((answered) => {
            waiting.set(order.trial, answered);
            child.send(order);
          }),
      });
    });
  });
}
