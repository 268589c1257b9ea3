import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  type BenchOptions,
  postsOf,
  publishingBench,
  runNow,
} from "#e2e/support/publishing-bench.ts";
import { LEASE_MS } from "./lease.ts";
import { claimRow, extendLease, findForClaim } from "./repo.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const bench = (options?: BenchOptions) => publishingBench(database, options);

describe("a worker that lives", () => {
  it("keeps its target however long a step takes", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "safe") return step;
      const run = async () => {
        for (let seconds = 0; seconds < 60; seconds += 3) {
          await b.clock.advance(3_000);
          // The heartbeat is a query: it needs real time, not the clock's.
          await new Promise((resolve) => setTimeout(resolve, 15));
        }
        const other = await runNow(b, b.newEngine());
        expect(other).toMatchObject({ outcome: "again", note: "another worker has it" });
        return step.run();
      };
      return { ...step, run };
    };
    await b.ringOnce();
    expect(postsOf(b)).toBe(1);
    expect(await b.attempts()).toHaveLength(1);
  });
});

describe("a worker that slept past its lease", () => {
  /** The first worker falls asleep in the call; a second one takes the target over meanwhile. */
  async function asleepIn(call: string): Promise<{ b: Bench; first: Promise<unknown>; wake: () => void }> {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    let wake = () => {};
    const sleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const { plan } = b.network.publish;
    let asleep = () => {};
    const fellAsleep = new Promise<void>((resolve) => {
      asleep = resolve;
    });
    const sleepy: typeof plan = (context) => {
      const step = plan(context);
      if (step.type === "done" || step.name !== call) return step;
      b.network.publish.plan = plan;
      const run = async () => {
        const result = await (step.run as () => Promise<never>)();
        asleep();
        await sleep;
        return result;
      };
      return { ...step, run } as typeof step;
    };
    b.network.publish.plan = sleepy;
    // Its heart stands still with it: nobody says that the lease is still wanted.
    const stopped = { now: () => b.clock.now(), sleep: () => new Promise<void>(() => {}) };
    const worker = b.newEngine({ clock: stopped });
    const first = runNow(b, worker);
    await fellAsleep;
    await b.clock.advance(LEASE_MS);
    return { b, first, wake };
  }

  it("cannot arm, nor write what it found", async () => {
    const { b, first, wake } = await asleepIn("create");
    await runNow(b, b.newEngine());
    wake();
    expect(await first).toMatchObject({ outcome: "again", note: "lease lost" });
    expect(postsOf(b)).toBe(1);
    expect(await b.target()).toMatchObject({ status: "live", remoteId: "post-thing-2" });
    expect((await b.attempts()).map((attempt) => attempt.outcome)).toEqual(["lost", "live"]);
  });

  it("in the irreversible call makes the target unknown, and cannot write over what was found out", async () => {
    const { b, first, wake } = await asleepIn("publish");
    await runNow(b, b.newEngine());
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
    wake();
    expect(await first).toMatchObject({ note: "lease lost" });
    expect(postsOf(b)).toBe(1);
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
    expect(await b.attempts()).toHaveLength(1);
  });

  it("cannot write while the worker that took over is in the middle of its own step", async () => {
    const { b, first, wake } = await asleepIn("create");
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "commit") return step;
      const run = async () => {
        wake();
        expect(await first).toMatchObject({ outcome: "again", note: "lease lost" });
        return step.run();
      };
      return { ...step, run };
    };
    await runNow(b, b.newEngine());
    expect(postsOf(b)).toBe(1);
    expect(await b.target()).toMatchObject({ status: "live", remoteId: "post-thing-2" });
  });

  it("keeps a target whose lease it extended a moment before somebody else would take it", async () => {
    const b = await bench();
    const now = b.clock.now();
    const data = { status: "publishing", leaseUntil: new Date(now.getTime() - 1) } as const;
    await database.db.postTarget.update({ where: { id: b.targetId }, data });
    const seen = await findForClaim(database.db, b.targetId);
    if (!seen) throw new Error("no such target");
    const held = { targetId: b.targetId, workspaceId: b.actor.workspaceId, revision: 1, fence: 0 };
    expect(await extendLease(database.db, held, new Date(now.getTime() + LEASE_MS))).toBe(true);
    expect(await claimRow(database.db, seen, now, { fence: 1 })).toBe(false);
  });

  it("does not send when it wakes between arming and sending", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    const hit = b.faults.hit;
    b.faults.hit = (name) => {
      hit(name);
      if (name === "publish:after:commit:arm") b.clock.set(new Date(b.clock.now().getTime() + LEASE_MS));
    };
    expect(await b.ringOnce()).toBe("again");
    expect(b.network.calls).not.toContain("publish");
    b.faults.hit = hit;
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(await b.timeline()).toContain("publish.unknown");
  });
});
