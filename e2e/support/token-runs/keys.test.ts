import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { rotateUnderLoad } from "./keys.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("two thousand tokens change their key under reading, a broken-off run goes on, and no forgery opens", async () => {
  const report = await rotateUnderLoad({ ...database, connections: 1_000, readers: 4, endAfter: 500 });
  expect(report).toMatchObject({ sealed: 2_000, failedReads: 0, leftBehind: 0, undetected: 0 });
  expect(report.reads).toBeGreaterThan(10);
  expect(report.forgeries).toBe(5_000);
  const [second, last] = report.runs;
  expect(second?.rotated).toBeGreaterThan(0);
  expect(second?.current).toBeGreaterThan(0);
  expect(last).toEqual({ rotated: 0, current: 2_000, overtaken: 0, unreadable: 0 });
});
