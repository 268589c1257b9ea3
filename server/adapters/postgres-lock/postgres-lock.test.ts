import { afterAll, beforeAll, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { lockContract } from "#server/core/contracts/lock.contract.ts";
import { createPostgresLock } from "./postgres-lock.ts";

let database: TestDatabase;
const clock = testClock();
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const create = () => createPostgresLock({ pool: database.pool, clock });
lockContract("PostgreSQL", { create, pass: (ms) => clock.advance(ms) });

it("keeps its fence rising above what the clock says, and through a release", async () => {
  const fences: number[] = [];
  for (let i = 0; i < 3; i++) {
    const held = await create().acquire("still", 1_000);
    fences.push((held?.fence ?? 0) - clock.now().getTime());
    await held?.release();
  }
  expect(fences).toEqual([0, 1, 2]);
});

it("means the same moment to a server in another time zone", async () => {
  await database.pool.query(
    `alter database "${new URL(database.url).pathname.slice(1)}" set timezone to 'Asia/Tokyo'`,
  );
  const { Pool } = await import("pg").then((module) => module.default);
  const pool = new Pool({ connectionString: database.url });
  const held = await createPostgresLock({ pool, clock }).acquire("zone", 60_000);
  expect(held).toBeDefined();
  expect(await create().acquire("zone", 60_000)).toBeUndefined();
  await clock.advance(60_001);
  expect(await create().acquire("zone", 60_000)).toBeDefined();
  await pool.end();
});
