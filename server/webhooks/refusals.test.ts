import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { AppError } from "#server/core/errors.ts";
import { createRefusalCounter, reasonOf } from "./refusals.ts";
import type { Sql } from "./store.ts";

let database: TestDatabase;
let clock = testClock();
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  clock = testClock();
  await database.db.webhookRefusal.deleteMany();
});
afterAll(() => database.close());

const counter = (sql: Sql = database.pool) => createRefusalCounter({ sql, clock, log: silentLog() });
const rows = async () =>
  (
    await database.db.webhookRefusal.findMany({
      orderBy: [{ day: "asc" }, { source: "asc" }, { reason: "asc" }],
    })
  ).map(({ source, reason, day, count }) => `${day.toISOString().slice(0, 10)} ${source} ${reason} ${count}`);

it("counts by source, reason and day, from every process into the same row", async () => {
  const [one, two] = [counter(), counter()];
  for (let n = 0; n < 1_000; n++) one.count("tiktok", "wrong_signature");
  two.count("tiktok", "wrong_signature");
  two.count("stripe", "stale");
  await Promise.all([one.flush(), two.flush()]);
  clock.set(new Date("2026-03-03T00:00:00.000Z"));
  one.count("tiktok", "wrong_signature");
  await one.flush();
  expect(await rows()).toEqual([
    "2026-03-02 stripe stale 1",
    "2026-03-02 tiktok wrong_signature 1001",
    "2026-03-03 tiktok wrong_signature 1",
  ]);
  const [row] = await database.db.webhookRefusal.findMany({ where: { source: "stripe" } });
  expect(row).toMatchObject({
    firstAt: new Date("2026-03-02T10:00:00Z"),
    lastAt: new Date("2026-03-02T10:00:00Z"),
  });
});

it("writes by itself within two seconds, all that came meanwhile in one statement", async () => {
  let statements = 0;
  const counting: Sql = {
    query: (statement) => {
      statements++;
      return database.pool.query(statement);
    },
  };
  const refusals = counter(counting);
  for (let n = 0; n < 50; n++) refusals.count("x", n % 2 ? "stale" : "no_signature");
  expect(statements).toBe(0);
  await clock.advance(2_000);
  await expect.poll(rows).toEqual(["2026-03-02 x no_signature 25", "2026-03-02 x stale 25"]);
  expect(statements).toBe(1);
});

it("neither throws nor waits while the database is away, and loses no count", async () => {
  let away = true;
  const flaky: Sql = {
    query: (statement) =>
      away ? Promise.reject(new Error("connect ECONNREFUSED")) : database.pool.query(statement),
  };
  const refusals = counter(flaky);
  refusals.count("x", "stale");
  await refusals.flush();
  refusals.count("x", "stale");
  await clock.advance(2_000);
  away = false;
  await clock.advance(2_000);
  await expect.poll(rows).toEqual(["2026-03-02 x stale 2"]);
});

it("never asks the database while it counts: a statement that hangs keeps nobody waiting", () => {
  const hanging: Sql = { query: () => new Promise(() => undefined) };
  const refusals = counter(hanging);
  void refusals.flush();
  for (let n = 0; n < 10_000; n++) expect(refusals.count("x", "stale")).toBeUndefined();
});

it("counts on where an integer ends", async () => {
  const day = new Date("2026-03-02T00:00:00Z");
  const times = { day, firstAt: day, lastAt: day };
  await database.db.webhookRefusal.create({
    data: { source: "x", reason: "stale", count: 2_147_483_647, ...times },
  });
  const refusals = counter();
  refusals.count("x", "stale");
  await refusals.flush();
  expect(await rows()).toEqual(["2026-03-02 x stale 2147483647"]);
});

it.each([
  [new AppError("UNAUTHORIZED", "", { providerCode: "stale" }), "stale"],
  [new AppError("BAD_REQUEST", "", { providerCode: "not_understood" }), "not_understood"],
  [new AppError("BAD_REQUEST", "the body ended early"), "unreadable"],
  [new AppError("NOT_FOUND", ""), "unknown_source"],
  [new AppError("CONFIG_MISSING", ""), "not_configured"],
  [new AppError("UNAUTHORIZED", "", { providerCode: "constructor" }), "not_stored"],
  [new Error("connect ECONNREFUSED"), "not_stored"],
])("a reason is one of ours: %s", (error, reason) => {
  expect(reasonOf(error)).toBe(reason);
});
