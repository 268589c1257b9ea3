import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  partsPosted,
  publishingBench,
  refusal,
  UNREACHABLE,
} from "#e2e/support/publishing-bench.ts";
import { SCRIPTED_SETTLE_MS } from "#e2e/support/scripted-network.ts";
import { createPublishingService, type PublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const chain = () => publishingBench(database, { style: "chain" });
const serviceOf = (b: Bench): PublishingService => createPublishingService({ ...b, db: database.db });
const keptIds = async (b: Bench) =>
  ((await b.target()).publicParts as { remoteId: string }[]).map(({ remoteId }) => remoteId);
const timesCalled = (b: Bench, name: string) => b.network.calls.filter((call) => call === name).length;

/** The second part is refused: the first is public, and the target has failed. */
async function brokenOff(): Promise<Bench> {
  const b = await chain();
  b.network.disturb("post_2", refusal("CONTENT_REJECTED"));
  await b.ringUntilQuiet();
  return b;
}

describe("a post of several irreversible calls", () => {
  it("arms and settles each by itself, and is the post of its first part", async () => {
    const b = await chain();
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
    expect(b.network.calls).toEqual(["create_1", "post_1", "create_2", "post_2", "create_3", "post_3"]);
    expect(await b.target()).toMatchObject({
      status: "live",
      remoteId: "post-thing-1",
      remoteUrl: "https://net.test/thing-1",
      armedAt: null,
      publishedAt: expect.any(Date),
    });
    expect(await keptIds(b)).toEqual(["post-thing-1", "post-thing-2", "post-thing-3"]);
    expect((await b.timeline()).filter((type) => type !== "publish.step")).toEqual([
      "publish.started",
      ...[1, 2, 3].flatMap(() => ["publish.armed", "publish.part"]),
      "publish.live",
    ]);
    expect(await b.attempts()).toMatchObject([{ number: 1, outcome: "live" }]);
  });

  it("tells of each part when it was sent for good, although its mark has ended", async () => {
    const b = await chain();
    const armed: Date[] = [];
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "commit") return step;
      const run = async () => {
        armed.push((await b.target()).armedAt ?? new Date(0));
        await b.clock.advance(5_000);
        return step.run();
      };
      return { ...step, run };
    };
    await b.ringUntilQuiet();
    const { attempts } = await serviceOf(b).timeline(b.actor, b.postId);
    expect(attempts).toMatchObject([{ armedAt: null, sentAt: armed }]);
    expect(new Set(armed.map(Number)).size).toBe(3);
  });

  it("tells once of a part whose answer was lost, and keeps the mark of one that is still open", async () => {
    const b = await chain();
    b.network.disturb("post_2", { kind: "apply-then-drop" });
    await b.ringOnce();
    const before = await serviceOf(b).timeline(b.actor, b.postId);
    const [open] = before.attempts;
    expect(open).toMatchObject({ armedAt: expect.any(Date), sentAt: [expect.any(Date)] });
    await b.ringUntilQuiet();
    const { attempts } = await serviceOf(b).timeline(b.actor, b.postId);
    const times = attempts.flatMap(({ armedAt, sentAt }) => [...sentAt, ...(armedAt ? [armedAt] : [])]);
    expect(times).toHaveLength(3);
    expect(times).toContainEqual(open?.armedAt);
  });

  it("keeps where the first part is at once, before the next is made", async () => {
    const b = await chain();
    b.faults.strikeAt(1 + (await pointsUntil("publish:before:call:create_2")));
    await b.ringOnce();
    expect(await b.target()).toMatchObject({
      remoteUrl: "https://net.test/thing-1",
      armedAt: null,
      handles: { posted: 1, last: "thing-1" },
    });
  });

  it("asks about a part whose answer was lost, and goes on after it", async () => {
    const b = await chain();
    b.network.disturb("post_2", { kind: "apply-then-drop" });
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "unknown", remoteId: "post-thing-1" });
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
    expect(timesCalled(b, "reconcile")).toBe(1);
    expect((await b.target()).status).toBe("live");
  });

  it("loses two answers in one run and asks about each", async () => {
    const b = await chain();
    b.network.disturb("post_1", { kind: "apply-then-drop" });
    b.network.disturb("post_2", { kind: "apply-then-500" });
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
    expect(timesCalled(b, "reconcile")).toBe(2);
  });

  it("counts the lost calls of each part by itself", async () => {
    const b = await chain();
    for (const part of [1, 2, 3])
      b.network.disturb(`post_${part}`, ...Array.from({ length: 4 }, () => ({ kind: "drop" as const })));
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
    expect((await b.target()).status).toBe("live");
  });

  it("waits out an outage in the middle and goes on where it was", async () => {
    const b = await chain();
    b.network.disturb("create_2", UNREACHABLE, UNREACHABLE);
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "waiting", remoteId: "post-thing-1" });
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
  });

  it("is stopped when a settled call leaves nothing that tells it from before", async () => {
    const b = await chain();
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "commit") return step;
      return { ...step, run: async () => ({ ...(await step.run()), handles: {} }) };
    };
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 0, 0]);
    expect(await b.target()).toMatchObject({ status: "failed", errorCode: "INTERNAL_ERROR" });
  });
});

/** Points an undisturbed chain passes before this one. */
async function pointsUntil(name: string): Promise<number> {
  const b = await chain();
  await b.ringUntilQuiet();
  return b.faults.passed.indexOf(name);
}

describe("a chain that breaks off", () => {
  it("has failed with its reason, and names what is public", async () => {
    const b = await brokenOff();
    expect(await b.target()).toMatchObject({
      status: "failed",
      errorCode: "CONTENT_REJECTED",
      remoteUrl: "https://net.test/thing-1",
      armedAt: null,
    });
    expect(await keptIds(b)).toEqual(["post-thing-1"]);
    expect((await b.timeline()).at(-1)).toBe("publish.broke_off");
    expect(b.notices).toMatchObject([{ type: "post.broke_off", params: { count: 1 }, mail: true }]);
  });

  it("goes on after the public parts when it is tried again, with everything else made anew", async () => {
    const b = await brokenOff();
    await serviceOf(b).retry(b.actor, { targetId: b.targetId });
    expect(await b.target()).toMatchObject({
      status: "scheduled",
      handles: { posted: 1, last: "thing-1", prepared: "" },
    });
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
    expect(timesCalled(b, "create_2")).toBe(2);
    expect(await keptIds(b)).toHaveLength(3);
  });

  it("never sends a public part again, however often it is tried", async () => {
    const b = await brokenOff();
    for (let round = 0; round < 3; round += 1) {
      b.network.disturb("post_2", refusal("CONTENT_REJECTED"));
      await serviceOf(b).retry(b.actor, { targetId: b.targetId });
      await b.ringUntilQuiet();
    }
    expect(partsPosted(b)).toEqual([1, 0, 0]);
    expect((await b.target()).status).toBe("failed");
  });

  it("can be called off between two parts: the rest stays out, and a retry takes it up again", async () => {
    const b = await chain();
    b.network.disturb("create_2", UNREACHABLE);
    await b.ringOnce();
    await serviceOf(b).cancel(b.actor, b.targetId);
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 0, 0]);
    expect(await b.target()).toMatchObject({ status: "failed", errorMessage: "PUBLISH_STOPPED_HALFWAY" });
    await expect(serviceOf(b).cancel(b.actor, b.targetId)).rejects.toMatchObject({ code: "CONFLICT" });
    await serviceOf(b).retry(b.actor, { targetId: b.targetId });
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
  });

  it("stays unknown with its parts while a later answer is missing, and a person settles that one", async () => {
    const b = await chain();
    b.network.disturb("post_2", { kind: "drop" });
    b.network.verdicts = Array.from({ length: 500 }, () => ({ verdict: "pending", evidence: "looking" }));
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "unknown", remoteId: "post-thing-1" });
    b.network.verdicts = [];
    await serviceOf(b).resolveUnknown(b.actor, { targetId: b.targetId, verdict: "not-published" });
    await serviceOf(b).retry(b.actor, { targetId: b.targetId });
    await b.clock.advance(SCRIPTED_SETTLE_MS);
    await b.ringUntilQuiet();
    expect(partsPosted(b)).toEqual([1, 1, 1]);
  });
});
