import pg from "pg";
import { againAndAgain, lasting, REST_MS, type Run, sudden } from "./run.ts";
import { SESSIONS } from "./stage.ts";

/** `kill -9` in the middle of it, and the next process at once. Starting anew is part of the recovery. */
export const kills = (run: Run): Promise<void> =>
  againAndAgain(run, () => sudden(run, () => run.stage.killAndRestart()));

/** PostgreSQL stopped in both ways by turns: its sessions ended in order, or cut off and its log replayed. */
export const databaseRestarts = (run: Run): Promise<void> =>
  againAndAgain(run, (nth) =>
    lasting(run, () => run.stage.cluster.restart(nth % 2 === 0 ? "fast" : "immediate")),
  );

const TERMINATE_EVERY_MS = 500;
const SHORT_STORM_MS = 5_000;

/** All sessions of the product ended twice a second: for two fifths of the run, and once more after a rest. */
export async function connectionKills(run: Run): Promise<void> {
  const storm = (ms: number) =>
    lasting(run, async () => {
      for (const end = run.elapsed() + ms; run.elapsed() < end; await run.sleep(TERMINATE_EVERY_MS))
        await run.stage.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${SESSIONS}`,
        );
    });
  await run.until(run.lengthMs / 10);
  await storm(0.4 * run.lengthMs);
  await run.sleep(REST_MS);
  if (run.lengthMs - run.elapsed() > SHORT_STORM_MS + REST_MS) await storm(SHORT_STORM_MS);
}

/** Longer than the providers wait for an answer. */
const EXHAUSTED_MS = 6_000;
/** Early, so that each of the two ways is once followed by peace. */
const EXHAUSTED_PART = 0.2;

/** By turns: every session of the product waits for a lock that somebody else holds; or there is no session to be had. */
export const exhaustion = (run: Run): Promise<void> =>
  againAndAgain(
    run,
    (nth) => lasting(run, () => (nth % 2 === 0 ? holdTables(run) : takeSessions(run.stage.databaseUrl, run))),
    EXHAUSTED_PART,
  );

async function holdTables({ stage, sleep }: Run): Promise<void> {
  const client = await stage.pool.connect();
  try {
    while (!(await lockTables(client))) await sleep(10);
    await sleep(EXHAUSTED_MS);
  } finally {
    await client.query("ROLLBACK").finally(() => client.release());
  }
}

/** False when that ended in a deadlock with work under way. */
async function lockTables(client: pg.PoolClient): Promise<boolean> {
  await client.query("BEGIN");
  const locked = await client
    .query("LOCK TABLE webhook_events, jobs IN ACCESS EXCLUSIVE MODE")
    .then(...YES_OR_NO);
  if (!locked) await client.query("ROLLBACK");
  return locked;
}

const TAKERS = 8;

/** The product's sessions are ended, and others take every one that becomes free. */
async function takeSessions(connectionString: string, { stage, elapsed, sleep }: Run): Promise<void> {
  const until = elapsed() + EXHAUSTED_MS;
  const taken: pg.Client[] = [];
  const admin = await stage.pool.connect();
  const take = async () => {
    while (elapsed() < until) {
      const client = new pg.Client({ connectionString });
      client.on("error", () => undefined);
      if (await client.connect().then(...YES_OR_NO)) taken.push(client);
      else await sleep(10);
    }
  };
  const end = async () => {
    for (; elapsed() < until; await sleep(TERMINATE_EVERY_MS))
      await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${SESSIONS}`);
  };
  try {
    await Promise.all([end(), ...Array.from({ length: TAKERS }, take)]);
  } finally {
    admin.release();
    await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
  }
}

const YES_OR_NO = [() => true, () => false] as const;
