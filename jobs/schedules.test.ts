import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { createAlarmRows } from "./alarm-rows.ts";
import {
  latestSlot,
  pauseSchedule,
  resumeSchedule,
  scheduledJobs,
  syncSchedules,
  tickSchedule,
} from "./schedules.ts";
import { bench, done, signedDelivery } from "./test-support.ts";

const clock = testClock(new Date("2026-03-02T10:07:00.000Z"));
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await database.db.job.deleteMany();
  await database.db.schedule.deleteMany();
});
afterAll(() => database.close());

const at = (time: string) => new Date(`2026-03-02T${time}.000Z`);
const slots = async (name = "tokens.sweep") =>
  (await database.db.job.findMany({ where: { name }, orderBy: { key: "asc" } })).map(({ key }) => key);
const instance = () => createAlarmRows({ db: database.db, clock });

/** The table as it is after a start at 10:07. */
async function synced(): Promise<{ db: TestDatabase["db"]; clock: typeof clock }> {
  clock.set(at("10:07:00"));
  const deps = { db: database.db, clock };
  await syncSchedules(deps);
  return deps;
}

describe("schedules", () => {
  it("wait for their next slot when they are new", async () => {
    const { db } = await synced();
    expect(await db.schedule.findUnique({ where: { name: "tokens.sweep" } })).toMatchObject({
      cron: "*/15 * * * *",
      nextRunAt: at("10:15:00"),
    });
    await instance().tick();
    expect(await slots()).toEqual([]);
  });

  it("enter one job per slot, however many instances tick at once", async () => {
    await synced();
    for (const time of ["10:15:00", "10:20:00", "10:30:00", "10:45:01"]) {
      clock.set(at(time));
      await Promise.all(Array.from({ length: 6 }, () => instance().tick()));
    }
    expect(await slots()).toEqual([
      "tokens.sweep:2026-03-02T10:15:00.000Z",
      "tokens.sweep:2026-03-02T10:30:00.000Z",
      "tokens.sweep:2026-03-02T10:45:00.000Z",
    ]);
  });

  it("make up once for all slots missed while nothing ran", async () => {
    await synced();
    clock.set(at("14:50:00"));
    await instance().tick();
    await instance().tick();
    expect(await slots()).toEqual(["tokens.sweep:2026-03-02T14:45:00.000Z"]);
  });

  it("do not tick twice when the clock steps back", async () => {
    await synced();
    clock.set(at("10:15:00"));
    await instance().tick();
    clock.set(at("10:14:59"));
    await instance().tick();
    clock.set(at("10:15:01"));
    await instance().tick();
    expect(await slots()).toHaveLength(1);
  });

  it("rest while paused, and start with the next slot when resumed", async () => {
    const deps = await synced();
    await pauseSchedule(deps, "tokens.sweep");
    clock.set(at("10:31:00"));
    await instance().tick();
    expect(await tickSchedule(deps, "tokens.sweep")).toBeUndefined();
    await resumeSchedule(deps, "tokens.sweep");
    await instance().tick();
    expect(await slots()).toEqual([]);
    clock.set(at("10:45:00"));
    await instance().tick();
    expect(await slots()).toEqual(["tokens.sweep:2026-03-02T10:45:00.000Z"]);
  });

  it("follow the code: a changed one is computed anew, one that left goes, a pause stays", async () => {
    const { db } = await synced();
    await db.schedule.update({
      where: { name: "tokens.sweep" },
      data: { cron: "0 0 * * *", nextRunAt: new Date("2026-03-03T00:00:00Z"), pausedAt: at("10:00:00") },
    });
    await db.schedule.create({ data: { name: "gone", cron: "* * * * *", nextRunAt: at("10:08:00") } });
    await Promise.all([syncSchedules({ db, clock }), syncSchedules({ db, clock })]);
    expect(await db.schedule.findUnique({ where: { name: "gone" } })).toBeNull();
    expect(await db.schedule.findUnique({ where: { name: "tokens.sweep" } })).toMatchObject({
      cron: "*/15 * * * *",
      nextRunAt: at("10:15:00"),
      pausedAt: at("10:00:00"),
    });
    expect(await db.schedule.count()).toBe(scheduledJobs().length);
  });

  it("tell when the next slot comes, over all that are not paused", async () => {
    const deps = await synced();
    expect(await instance().tick()).toEqual(at("10:15:00"));
    await pauseSchedule(deps, "tokens.sweep");
    expect((await instance().tick())?.getTime()).toBeGreaterThan(at("10:15:00").getTime());
  });

  it("leave fresh slots to a transport that keeps the calendar, and catch up what it missed", async () => {
    await synced();
    clock.set(at("10:16:00"));
    await instance().tick({ overdueMs: 120_000 });
    expect(await slots()).toEqual([]);
    clock.set(at("10:17:00"));
    await instance().tick({ overdueMs: 120_000 });
    expect(await slots()).toHaveLength(1);
  });

  it("run once when the transport rings for a slot from two sides, even a moment early", async () => {
    await synced();
    let runs = 0;
    const run = async () => {
      runs++;
      return done;
    };
    const { deliver } = await bench(clock, { run }, database);
    clock.set(at("10:14:58"));
    const ring = async () =>
      (await deliver("tokens.sweep", await signedDelivery(clock, "tokens.sweep", { schedule: true }))).json();
    const answers = await Promise.all([ring(), ring(), ring()]);
    expect(runs).toBe(1);
    expect(answers.filter((answer) => answer.outcome === "done")).toHaveLength(1);
    expect(await slots()).toEqual(["tokens.sweep:2026-03-02T10:15:00.000Z"]);
    clock.set(at("10:15:05"));
    expect(await ring()).toEqual({ found: "ticked" });
  });

  it("count a slot from its very first millisecond", () => {
    expect(latestSlot("*/15 * * * *", at("10:15:00"))).toEqual(at("10:15:00"));
    expect(latestSlot("*/15 * * * *", new Date(at("10:15:00").getTime() - 1))).toEqual(at("10:00:00"));
  });
});
