import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { killRefreshes, STEPS } from "./kills.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("a process killed at any step of a refresh: whole again after one round, lost only with an answer nobody stored", async () => {
  const report = await killRefreshes({ database, kills: STEPS.length, atOnce: 2 });
  expect(report).toMatchObject({ kills: 6, kept: 4, lost: 2, wrong: [] });
}, 60_000);
