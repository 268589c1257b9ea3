import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";

const run = promisify(execFile);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

const migrate = (url: string) =>
  run(process.execPath, ["prisma/cli.ts", "migrate"], { env: { ...process.env, DATABASE_URL: url } });

/** The same server, a database that does not exist yet. */
const emptyUrl = () =>
  Object.assign(new URL(database.url), { pathname: `/empty_${crypto.randomUUID().slice(0, 8)}` }).href;

test("two instances starting together migrate once and both come up", async () => {
  const url = emptyUrl();
  const outputs = await Promise.all([migrate(url), migrate(url)]);
  const text = outputs.map((output) => output.stdout).join("");
  expect(text.match(/applied/g)).toHaveLength(1);
  expect(text).toContain("up to date");
});

test("a migration that was killed half-way is run again and leaves no half state", async () => {
  const { rows } = await database.pool.query(
    `select migration_name from "_prisma_migrations" order by started_at desc`,
  );
  const last = rows[0].migration_name as string;
  // What a kill leaves behind: the row the engine wrote first, and nothing of the script.
  await database.pool.query(`drop schema public cascade; create schema public`);
  await database.pool.query(
    `create table "_prisma_migrations" (id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz,
     migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(),
     applied_steps_count integer not null default 0)`,
  );
  await database.pool.query(
    `insert into "_prisma_migrations" (id, checksum, migration_name) values ('x', 'x', $1)`,
    [last],
  );
  expect((await migrate(database.url)).stdout).toContain("applied");
  expect((await database.pool.query(`select count(*)::int as n from posts`)).rows[0].n).toBe(0);
  expect((await migrate(database.url)).stdout).toContain("up to date");
});

test("a database from a newer version is refused with what to do, and stays as it is", async () => {
  await database.pool.query(
    `insert into "_prisma_migrations" (id, checksum, migration_name, finished_at) values ('y', 'y', '29990101000000_future', now())`,
  );
  await expect(migrate(database.url)).rejects.toMatchObject({
    stderr: expect.stringContaining("29990101000000_future"),
  });
});

test("the migrations make exactly the schema the code was written for", async () => {
  const { stdout } = await run(process.execPath, ["prisma/cli.ts", "create", "drift"], {
    env: { ...process.env, DATABASE_URL: database.url },
  });
  expect(stdout).toContain("the schema has not changed");
});
