import { afterAll, beforeAll, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { AppError } from "#server/core/errors.ts";
import { createCrew } from "./crew.ts";
import { done, insertJob, noFaults, testRegistry } from "./test-support.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("somebody is told of every job that is given up and of no other, and telling them fails nothing", async () => {
  const { db } = database;
  const clock = testClock();
  const told: string[] = [];
  let outcome: "fail" | "try again" | "do" = "fail";
  const crew = createCrew({
    ...{ db, clock, log: silentLog(), registry: testRegistry, faults: noFaults },
    queue: { arm: async () => undefined },
    services: {
      run: async () => {
        if (outcome === "do") return done;
        throw new AppError("UPSTREAM_ERROR", "no", { retryable: outcome === "try again" });
      },
    },
    onDead: async (name) => {
      told.push(name);
      throw new Error("nobody listens");
    },
  });
  const run = async (next: typeof outcome) => {
    outcome = next;
    const id = await insertJob(db, { runAt: clock.now() });
    await Promise.all(await crew.begin(10));
    return (await db.job.findUniqueOrThrow({ where: { id } })).status;
  };
  expect([await run("do"), await run("try again"), told]).toEqual(["done", "pending", []]);
  expect([await run("fail"), told]).toEqual(["dead", ["mail.send"]]);
});
