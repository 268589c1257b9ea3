import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  type BenchOptions,
  postsOf,
  publishingBench,
  runNow,
} from "#e2e/support/publishing-bench.ts";
import { SCRIPTED_SETTLE_MS } from "#e2e/support/scripted-network.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const bench = (options?: BenchOptions) => publishingBench(database, options);
const HOUR_MS = 3_600_000;
const payload = async (b: Bench) => ({ targetId: b.targetId, revision: (await b.target()).revision });

describe("a publication that nothing disturbs", () => {
  it("goes through its steps, ends live with the network's id, and is told in order", async () => {
    const b = await bench();
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(b.network.calls).toEqual(["create", "status", "status", "publish"]);
    expect(await b.target()).toMatchObject({
      status: "live",
      remoteId: "post-thing-1",
      remoteUrl: "https://net.test/thing-1",
      errorCode: null,
      leaseUntil: null,
      nextCheckAt: null,
      evidence: 'network.answered {"network":"Net","step":"publish"}',
    });
    expect(await b.attempts()).toMatchObject([{ number: 1, outcome: "live", armedAt: expect.any(Date) }]);
    expect(await b.timeline()).toEqual([
      "publish.started",
      "publish.step",
      "publish.processing",
      "publish.step",
      "publish.armed",
      "publish.live",
    ]);
    expect(b.notices).toEqual([]);
  });

  it("is polled until it is live where the irreversible call is only accepted", async () => {
    const b = await bench({ style: "upload" });
    b.network.pollsUntilReady = 3;
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(b.network.calls).toEqual(["init", "chunk", "last_chunk", "fetch", "fetch", "fetch", "fetch"]);
    expect(await b.target()).toMatchObject({ status: "live", handles: { sent: 1 } });
    expect(await b.timeline()).toContain("publish.accepted");
    expect(await b.attempts()).toMatchObject([{ outcome: "live" }]);
  });

  it("waits for its time when it is rung too early", async () => {
    const b = await bench();
    const scheduledAt = new Date(b.clock.now().getTime() + HOUR_MS);
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { scheduledAt } });
    const result = await runNow(b);
    expect(result).toMatchObject({ outcome: "again", at: scheduledAt });
    expect(b.network.calls).toEqual([]);
  });

  it("writes no token, no address and no words of the post into its timeline", async () => {
    const b = await bench();
    await b.ringUntilQuiet();
    const rows = await database.db.timelineEvent.findMany({ where: { postId: b.postId } });
    const told = JSON.stringify(rows.map((row) => row.data));
    expect(told).not.toContain("canary-access-token");
    expect(told).not.toContain(b.text);
    expect(told).toContain("container thing-1");
  });

  it("pauses when its time is up, and goes on from its handles", async () => {
    const b = await bench();
    const aborted = AbortSignal.abort(new Error("time is up"));
    const result = await b.engine.run(await payload(b), { signal: aborted, log: b.log });
    expect(result).toEqual({ outcome: "again", at: b.clock.now(), note: expect.any(String) });
    expect(b.network.calls).toEqual([]);
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
  });
});

describe("twenty runs of one target at the same moment", () => {
  it("make one provider call each step needs, and one post", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    const runs = Array.from({ length: 20 }, () => runNow(b, b.newEngine()));
    const results = await Promise.all(runs);
    expect(b.network.calls).toEqual(["create", "status", "publish"]);
    expect(postsOf(b)).toBe(1);
    expect(results.filter((result) => result.note === "live")).toHaveLength(1);
    expect(await b.attempts()).toHaveLength(1);
  });

  it("ask the network once what became of a lost answer", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    b.network.disturb("publish", { kind: "apply-then-drop" });
    await b.ringOnce();
    await b.clock.advance(SCRIPTED_SETTLE_MS);
    const runs = Array.from({ length: 20 }, () => runNow(b, b.newEngine()));
    await Promise.all(runs);
    expect(b.network.calls.filter((call) => call === "reconcile")).toHaveLength(1);
    expect(postsOf(b)).toBe(1);
    expect((await b.target()).status).toBe("live");
  });
});

describe("a revision that changes on the way", () => {
  it("leaves the older alarm with nothing to do", async () => {
    const b = await bench();
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { revision: 2 } });
    expect(await b.ringOnce()).toBe("done");
    expect(b.network.calls).toEqual([]);
    expect((await b.target()).status).toBe("scheduled");
  });

  it("in the middle of a step stops the worker before it can arm", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "safe") return step;
      return {
        ...step,
        run: async () => {
          const result = await step.run();
          await database.db.postTarget.update({
            where: { id: b.targetId },
            data: { revision: { increment: 1 } },
          });
          return result;
        },
      };
    };
    expect(await b.ringOnce()).toBe("again");
    expect(b.network.calls).toEqual(["create"]);
    expect(await b.target()).toMatchObject({ armedAt: null, handles: {} });
    expect(postsOf(b)).toBe(0);
  });

  it("of a post that was removed is no work at all", async () => {
    const b = await bench();
    await database.db.post.update({ where: { id: b.postId }, data: { deletedAt: new Date() } });
    expect(await b.ringOnce()).toBe("done");
    expect(b.network.calls).toEqual([]);
  });
});

describe("an alarm that died", () => {
  it("fails the target visibly, before anything irreversible", async () => {
    const b = await bench();
    await b.engine.abandon(await payload(b), { code: "UNAVAILABLE" });
    await b.engine.abandon(await payload(b), { code: "UNAVAILABLE" });
    expect(await b.target()).toMatchObject({ status: "failed", errorCode: "INTERNAL_ERROR" });
    expect(b.notices).toMatchObject([{ type: "post.failed", mail: true }]);
  });

  it("leaves the target unknown after it, for a person to look", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "apply-then-drop" });
    await b.ringOnce();
    await b.ringOnce();
    await b.engine.abandon(await payload(b), { code: "UNAVAILABLE" });
    expect(await b.target()).toMatchObject({
      status: "unknown",
      nextCheckAt: null,
      armedAt: expect.any(Date),
    });
    expect(b.notices).toMatchObject([{ type: "post.unconfirmed" }]);
  });

  it("takes nothing from a worker that lives", async () => {
    const b = await bench();
    await database.db.postTarget.update({
      where: { id: b.targetId },
      data: { status: "publishing", leaseUntil: new Date(b.clock.now().getTime() + 5_000) },
    });
    await b.engine.abandon(await payload(b), { code: "UNAVAILABLE" });
    expect((await b.target()).status).toBe("publishing");
  });
});
