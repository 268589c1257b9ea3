import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { startPostgres } from "#e2e/support/postgres.ts";
import { startProduct } from "#e2e/support/product.ts";
import { type Figure, quantile } from "./report.ts";
import type { LoadOptions, LoadResult } from "./webhook-load.ts";

const run = promisify(execFile);
const SECRET = "sandbox-tiktok-secret-0123456789abcdef";
const RATE = 1_000;
const STEADY_SECONDS = 60;
const FULL_SECONDS = 10;
const ROUNDS = 3;
const CONNECTIONS = 64;

/**
 * The whole webhook route of the running product, in turns with the least that a durable receiver does, on the same
 * PostgreSQL. First a steady stream, as long as the promise says; then both as fast as they answer. Every event is
 * looked up afterwards, and must have been applied.
 */
export async function webhooksBench(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-bench-"));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres(path.join(folder, "pg"));
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  const product = await startProduct({
    dataDir: path.join(folder, ".data"),
    // As it comes, its limits on: two thousand a second from one address are within the webhooks' policy.
    env: { DATABASE_URL: postgres.url, LOG_LEVEL: "warn" },
  });
  const bare = await startBare(postgres.url);
  try {
    const url = `${product.appUrl}/api/webhooks/tiktok`;
    await generate({ url, seconds: 5, rate: 200, run: "warm-up" });
    const steady = await generate({ url, seconds: STEADY_SECONDS, rate: RATE, run: "steady" });
    const applied = await drained(pool);
    const rounds: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const theirs = await generate({ url: bare.url, seconds: FULL_SECONDS, rate: 0, run: `bare-${round}` });
      const ours = await generate({ url, seconds: FULL_SECONDS, rate: 0, run: `full-${round}` });
      await drained(pool);
      rounds.push({ ours: perSecond(ours), theirs: perSecond(theirs) });
    }
    return [...steadyFigures(steady, await stored(pool, "steady"), applied), ...fullFigures(rounds)];
  } finally {
    bare.stop();
    await product.stop();
    await pool.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const accepted = ({ statuses }: LoadResult): number => statuses["200"] ?? 0;
const perSecond = (result: LoadResult): number => accepted(result) / (result.elapsedMs / 1_000);

function steadyFigures(result: LoadResult, storedCount: number, appliedInMs: number): Figure[] {
  return [
    {
      what: `accepted a second for ${STEADY_SECONDS} s`,
      value: perSecond(result),
      unit: "/s",
      atLeast: RATE * 0.99,
    },
    { what: "p50", value: quantile(result.latencies, 0.5), unit: "ms" },
    { what: "p99", value: quantile(result.latencies, 0.99), unit: "ms", atMost: 100 },
    { what: "refused", value: result.sent - accepted(result), unit: "", atMost: 0 },
    { what: "accepted and not stored", value: accepted(result) - storedCount, unit: "", atMost: 0 },
    { what: "all applied after the last answer", value: appliedInMs, unit: "ms" },
  ];
}

function fullFigures(rounds: { ours: number; theirs: number }[]): Figure[] {
  const middle = (of: (round: { ours: number; theirs: number }) => number) => quantile(rounds.map(of), 0.5);
  return [
    { what: "as fast as it answers, this route", value: middle(({ ours }) => ours), unit: "/s" },
    { what: "as fast as it answers, bare receiver", value: middle(({ theirs }) => theirs), unit: "/s" },
    { what: "ratio", value: middle(({ ours, theirs }) => ours / theirs), unit: "", atLeast: 0.4 },
  ];
}

async function generate(load: Omit<LoadOptions, "secret" | "connections">): Promise<LoadResult> {
  const options: LoadOptions = { ...load, secret: SECRET, connections: CONNECTIONS };
  const args = ["e2e/bench/webhook-load.ts", JSON.stringify(options)];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

async function stored(pool: pg.Pool, run: string): Promise<number> {
  const { rows } = await pool.query(
    `SELECT count(*)::int AS count FROM webhook_events WHERE payload::text LIKE '%v_pub_url~' || $1 || '.%'`,
    [run],
  );
  return rows[0].count;
}

/** Milliseconds until no event waits to be applied for the first time. */
async function drained(pool: pg.Pool): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { rows } = await pool.query(
      "SELECT 1 FROM webhook_events WHERE status IN ('received', 'processing') AND attempts = 0 LIMIT 1",
    );
    if (rows.length === 0) return performance.now() - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The opponent on a database of its own. */
async function startBare(serverUrl: string): Promise<{ url: string; stop(): void }> {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query("CREATE DATABASE bare").finally(() => admin.end());
  const databaseUrl = Object.assign(new URL(serverUrl), { pathname: "/bare" }).href;
  const child = spawn(process.execPath, ["e2e/bench/bare-receiver.ts", databaseUrl, SECRET], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => resolve(line.toString().trim().replace("ready ", "")));
    child.once("exit", () => reject(new Error("the bare receiver ended early")));
  });
  return { url, stop: () => void child.kill() };
}
