import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { openDatabase } from "./database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Ends the sessions of the house from outside once they are idle, while this process hears nothing. */
const END_SESSIONS = `
  import pg from "pg";
  const client = new pg.Client({ connectionString: process.argv[1] });
  await client.connect();
  await client.query("SELECT pg_sleep(0.5)");
  await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huntaze' AND datname = current_database()");
  await client.end();`;
const endSessionsDeaf = () =>
  execFileSync(process.execPath, ["--input-type=module", "-e", END_SESSIONS, database.url]);

it("a session that ends right behind an answer, as somebody takes it over, does not take the process with it", async () => {
  const fallen: unknown[] = [];
  const fall = (error: unknown) => void fallen.push(error);
  process.on("uncaughtException", fall);
  const settings = { url: null, poolMax: 1, connectTimeoutMs: 5_000, statementTimeoutMs: 5_000, tls: false };
  const opened = openDatabase(database.url, settings, silentLog());
  try {
    await opened.db.$transaction((tx) => tx.$queryRaw`SELECT 1`);
    const answered = opened.pool.query("SELECT 1 AS one FROM pg_sleep(0.2)");
    const next = opened.db.$transaction((tx) => tx.$queryRaw`SELECT 2`);
    next.catch(() => undefined);
    // Both are on their way: the first in the server, the second in the queue for the only session.
    await new Promise((resolve) => setTimeout(resolve, 50));
    endSessionsDeaf();
    expect((await answered).rows).toEqual([{ one: 1 }]);
    await expect(next).rejects.toThrow();
    expect(await opened.db.$queryRaw`SELECT 3 AS three`).toEqual([{ three: 3 }]);
    expect(fallen).toEqual([]);
  } finally {
    process.off("uncaughtException", fall);
    await opened.close();
  }
});
