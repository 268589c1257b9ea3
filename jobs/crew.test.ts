import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import { createCrew } from "./crew.ts";
import type { JobResult } from "./job.ts";
import type { JobRegistry, RegisteredJob } from "./registry.ts";
import { done, insertJob, noFaults } from "./test-support.ts";

const clock = testClock();
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  await database.db.job.deleteMany();
});
afterAll(() => database.close());

const fill = (count: number) =>
  Promise.all(Array.from({ length: count }, () => insertJob(database.db, { runAt: clock.now() })));

/** The same of a kind whose tries count from its place; there are sixteen. */
async function fillDear(count: number): Promise<string[]> {
  const ids = await fill(count);
  await database.db.job.updateMany({ where: { id: { in: ids } }, data: { name: DEAR } });
  return ids;
}
const DEAR = "publish.target";

/** A crew whose only kind of work is `job`. */
function crewOf(job: Partial<RegisteredJob<object>>, log = silentLog()) {
  const registered: RegisteredJob<object> = {
    name: "mail.send",
    timeoutMs: 60_000,
    run: async () => done,
    dead: async () => undefined,
    ...job,
  };
  const registry: JobRegistry<object> = {
    find: (name) => (name === registered.name ? registered : undefined),
  };
  const queue = { arm: async () => undefined };
  return createCrew({ db: database.db, clock, log, registry, services: {}, queue, faults: noFaults });
}

const statuses = async () =>
  (await database.db.job.findMany({ orderBy: { id: "asc" } })).map(
    ({ status, attempts }) => `${status} ${attempts}`,
  );

describe("a crew", () => {
  it("does every due row once, whoever else claims at the same time", async () => {
    await fill(40);
    const runs: string[] = [];
    const job = {
      run: async (_payload: unknown, _services: object, { jobId }: { jobId: string }) => {
        runs.push(jobId);
        return done;
      },
    };
    const begun = await Promise.all([crewOf(job).begin(30), crewOf(job).begin(30)]);
    await Promise.all(begun.flat());
    expect(new Set(runs).size).toBe(40);
    expect(runs).toHaveLength(40);
    expect(new Set(await statuses())).toEqual(new Set(["done 1"]));
  });

  it("lets a heavy kind wait for its places", async () => {
    await fill(30);
    let under = 0;
    let most = 0;
    const crew = crewOf({
      run: async () => {
        most = Math.max(most, ++under);
        await new Promise((resolve) => setTimeout(resolve, 5));
        under--;
        return done;
      },
    });
    await Promise.all(await crew.begin(30));
    expect(most).toBe(8);
    expect(new Set(await statuses())).toEqual(new Set(["done 1"]));
  });

  const attempts = async () => {
    const rows = await database.db.job.findMany({ orderBy: { attempts: "asc" } });
    return rows.map((row) => row.attempts);
  };

  it("counts no try of jobs that still waited for their place when the process died", async () => {
    await fillDear(100);
    let running = 0;
    const crew = crewOf({
      name: DEAR,
      run: () => {
        running++;
        return new Promise(() => undefined);
      },
    });
    await crew.begin(100);
    await expect.poll(() => running).toBe(16);
    const counted = (await attempts()).filter((tries) => tries > 0);
    expect(counted).toEqual(Array(32).fill(1));
  });

  it("gives up on a job that takes the process down at every try, and on that one alone", async () => {
    const [poison = ""] = await fillDear(1);
    await database.db.job.updateMany({ data: { maxAttempts: 3 } });
    for (let death = 0; death < 3; death++) {
      let died = false;
      const crew = crewOf({
        name: DEAR,
        run: () => {
          died = true;
          return new Promise(() => undefined);
        },
      });
      await crew.begin(10);
      await expect.poll(() => died).toBe(true);
      await database.db.job.updateMany({ data: { leaseUntil: clock.now() } });
    }
    let again = 0;
    const survivor = crewOf({
      name: DEAR,
      run: async () => {
        again++;
        return done;
      },
    });
    await fillDear(1);
    await Promise.all(await survivor.begin(10));
    const row = await database.db.job.findUniqueOrThrow({ where: { id: poison } });
    expect([row.status, row.lastError]).toEqual(["dead", "the process died during every try"]);
    expect(again).toBe(1);
  });

  it("leaves a job alone that another took over before its try was counted", async () => {
    await fillDear(40);
    const turn = Promise.withResolvers<JobResult>();
    let runs = 0;
    const crew = crewOf({
      name: DEAR,
      run: () => {
        runs++;
        return turn.promise;
      },
    });
    const begun = await crew.begin(40);
    await expect.poll(() => runs).toBe(16);
    await database.db.job.updateMany({ data: { fence: { increment: 1 } } });
    turn.resolve(done);
    await Promise.all(begun);
    expect(runs).toBe(32);
  });

  it("gives what the common run left over a run of its own", async () => {
    await fill(5);
    let alone = 0;
    const crew = crewOf({
      runMany: async (payloads) =>
        payloads.map((_, index): JobResult | undefined => (index < 3 ? done : undefined)),
      run: async () => {
        alone++;
        return done;
      },
    });
    await Promise.all(await crew.begin(10));
    expect(alone).toBe(2);
    expect(new Set(await statuses())).toEqual(new Set(["done 1"]));
  });

  it("runs each by itself when the common run fails", async () => {
    await fill(4);
    let alone = 0;
    const log = silentLog();
    const crew = crewOf(
      {
        runMany: async () => {
          throw new Error("one of them is poisoned");
        },
        run: async () => {
          alone++;
          return done;
        },
      },
      log,
    );
    await Promise.all(await crew.begin(10));
    expect(alone).toBe(4);
    expect(new Set(await statuses())).toEqual(new Set(["done 1"]));
    expect(log.lines.some(({ message }) => message.includes("tried by itself"))).toBe(true);
  });

  it("takes over a killed worker's rows only when their lease is over", async () => {
    const [jobId = ""] = await fill(1);
    const lease = new Date(clock.now().getTime() + 1_000);
    await database.db.job.update({
      where: { id: jobId },
      data: { status: "running", attempts: 1, fence: 1, leaseUntil: lease },
    });
    expect(await crewOf({}).begin(10)).toEqual([]);
    clock.advance(1_000);
    await Promise.all(await crewOf({}).begin(10));
    expect(await statuses()).toEqual(["done 2"]);
  });

  it("records a row nobody knows how to run as dead, and says why", async () => {
    const jobId = await insertJob(database.db, { runAt: clock.now() });
    await database.db.job.update({ where: { id: jobId }, data: { name: "of.an.older.release" } });
    await Promise.all(await crewOf({}).begin(10));
    const row = await database.db.job.findUniqueOrThrow({ where: { id: jobId } });
    expect([row.status, row.lastErrorCode]).toEqual(["dead", "NOT_FOUND"]);
  });
});
