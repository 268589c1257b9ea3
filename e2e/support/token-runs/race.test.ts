import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { raceForTokens } from "./race.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test("eight refreshers in three processes: one call per expiry and no grant lost, also when the network is slower than a lease", async () => {
  const report = await raceForTokens({ database, trials: 5, atOnce: 5, speed: 10 });
  expect(report).toMatchObject({ trials: 5, slow: 2, calls: 5, grantsLost: 0, notOnce: 0, wrong: [] });
}, 60_000);
