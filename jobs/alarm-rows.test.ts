import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import type { AlarmRows, TakeOptions } from "#server/core/alarm-rows.ts";
import { createAlarmRows } from "./alarm-rows.ts";
import { insertJob } from "./test-support.ts";

const clock = testClock();
const inMs = (ms: number) => new Date(clock.now().getTime() + ms);
let database: TestDatabase;
let rows: AlarmRows;
beforeAll(async () => {
  database = await testDatabase();
  rows = createAlarmRows({ db: database.db, clock });
});
afterEach(() => database.db.job.deleteMany());
afterAll(() => database.close());

const insert = (ms: number) => insertJob(database.db, { runAt: inMs(ms), createdAt: clock.now() });
const running = async (leaseMs: number, runMs = -60_000) => {
  const id = await insert(runMs);
  await database.db.job.update({ where: { id }, data: { status: "running", leaseUntil: inMs(leaseMs) } });
  return id;
};
const take = (options: Partial<TakeOptions> = {}) =>
  rows.take({ dueBy: clock.now(), armedUntil: inMs(10_000), limit: 100, ...options });
const taken = async (options?: Partial<TakeOptions>) => (await take(options)).map(({ jobId }) => jobId);

describe("taking rows", () => {
  it("hands out what is due, oldest first, as many as asked for", async () => {
    const [late, later, now] = [await insert(-3_000), await insert(-5_000), await insert(0)];
    await insert(1);
    expect(await taken({ limit: 2 })).toEqual([later, late]);
    expect(await taken()).toEqual([now]);
  });

  it("hands out a row once until its mark is over", async () => {
    const id = await insert(0);
    expect(await taken()).toEqual([id]);
    expect(await taken()).toEqual([]);
    await clock.advance(9_999);
    expect(await taken()).toEqual([]);
    await clock.advance(1);
    expect(await taken()).toEqual([id]);
  });

  it("hands out each row to one of many that ask at the same time", async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, () => insert(0)));
    const parts = await Promise.all(Array.from({ length: 8 }, () => taken({ limit: 20 })));
    const all = parts.flat();
    expect(new Set(all).size).toBe(all.length);
    expect([...all, ...(await taken())].sort()).toEqual(ids.sort());
  });

  it("hands out what a killed worker held once the lease is over, to ring now", async () => {
    const id = await running(1_000);
    expect(await taken()).toEqual([]);
    await clock.advance(1_000);
    expect(await take()).toEqual([{ jobId: id, name: "mail.send", runAt: clock.now() }]);
    expect(await taken()).toEqual([]);
  });

  it.each(["done", "dead", "canceled"] as const)("leaves %s rows alone", async (status) => {
    const id = await insert(-1_000);
    await database.db.job.update({ where: { id }, data: { status, leaseUntil: inMs(-1_000) } });
    expect(await taken()).toEqual([]);
  });

  it("looks as far ahead as asked, and leaves fresh rows to their writer", async () => {
    const soon = await insert(60_000);
    await insert(3_600_000);
    expect(await taken({ dueBy: inMs(120_000), minAgeMs: 5_000 })).toEqual([]);
    await clock.advance(5_000);
    expect(await taken({ dueBy: inMs(120_000), minAgeMs: 5_000 })).toEqual([soon]);
  });

  it("leaves what the transport holds until a while after it should have rung", async () => {
    const id = await insert(60_000);
    await rows.armed([id], 5_000);
    await clock.advance(64_999);
    expect(await taken()).toEqual([]);
    await clock.advance(1);
    expect(await taken()).toEqual([id]);
  });
});

describe("the next time to look", () => {
  const next = async () => (await rows.nextDueAt())?.getTime();

  it("is none when nothing waits", async () => {
    expect(await next()).toBeUndefined();
  });

  it("is the earliest row's, also when many come later", async () => {
    await insert(9_000);
    await insert(4_000);
    expect(await next()).toBe(inMs(4_000).getTime());
  });

  it("is when a row that was handed out may be handed out again", async () => {
    await insert(0);
    await insert(60_000);
    await take();
    expect(await next()).toBe(inMs(10_000).getTime());
  });

  it("is when a lease ends", async () => {
    await running(7_000);
    await insert(60_000);
    expect(await next()).toBe(inMs(7_000).getTime());
  });

  it("is past when something is due and in nobody's hands", async () => {
    await insert(-1_000);
    expect(await next()).toBe(inMs(-1_000).getTime());
  });
});
