import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { startPostgres } from "#e2e/support/postgres.ts";
import { type Figure, quantile } from "./report.ts";

const run = promisify(execFile);
const JOBS = 20_000;
const SINGLES = 300;
const ROUNDS = 3;

interface Measured {
  perSecond: number;
  latencies: number[];
}

/**
 * The job engine against graphile-worker with its defaults, in turns on the same durable PostgreSQL: a backlog of jobs
 * that do nothing, then single ones, timed from the moment they are written to the moment their handler begins.
 */
export async function jobsBench(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-bench-"));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres(path.join(folder, "pg"));
  try {
    const rounds: { ours: Measured; theirs: Measured }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({
        ours: await measured("house", postgres.url),
        theirs: await measured("graphile", postgres.url),
      });
    return figuresOf(rounds);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figuresOf(rounds: { ours: Measured; theirs: Measured }[]): Figure[] {
  const ratio = quantile(
    rounds.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond),
    0.5,
  );
  const ours = rounds.flatMap((round) => round.ours.latencies);
  const theirs = rounds.flatMap((round) => round.theirs.latencies);
  return [
    {
      what: "jobs a second, this engine",
      value: quantile(
        rounds.map((r) => r.ours.perSecond),
        0.5,
      ),
      unit: "/s",
    },
    {
      what: "jobs a second, graphile-worker",
      value: quantile(
        rounds.map((r) => r.theirs.perSecond),
        0.5,
      ),
      unit: "/s",
    },
    { what: "ratio", value: ratio, unit: "times", atLeast: 3 },
    { what: "dispatch p50, this engine", value: quantile(ours, 0.5), unit: "ms", atMost: 10 },
    { what: "dispatch p99, this engine", value: quantile(ours, 0.99), unit: "ms" },
    { what: "dispatch p50, graphile-worker", value: quantile(theirs, 0.5), unit: "ms" },
  ];
}

/** One engine in a process and on a database of its own. */
async function measured(engine: "house" | "graphile", serverUrl: string): Promise<Measured> {
  const name = `bench_${crypto.randomUUID().replaceAll("-", "")}`;
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  await admin(serverUrl, `CREATE DATABASE "${name}"`);
  try {
    if (engine === "house")
      await run(process.execPath, ["prisma/cli.ts", "migrate"], {
        env: { ...process.env, DATABASE_URL: url },
      });
    const args = ["e2e/support/engine-worker.ts", engine, url, String(JOBS), String(SINGLES)];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 16 * 1024 * 1024 });
    return JSON.parse(stdout.slice(stdout.indexOf('{"perSecond"')));
  } finally {
    await admin(serverUrl, `DROP DATABASE "${name}" WITH (FORCE)`);
  }
}

async function admin(url: string, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { pathname: "/postgres" }).href,
  });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
