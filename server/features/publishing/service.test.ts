import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type BenchOptions,
  publishingBench,
  untilFailed,
  untilUnknown,
} from "#e2e/support/publishing-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { resolveUnknownInput } from "./schema.ts";
import { createPublishingService } from "./service.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const setUp = async (options?: BenchOptions) => {
  const b = await publishingBench(database, options);
  return { b, publishing: createPublishingService({ ...b, db: database.db }) };
};
const failed = async () => {
  const { b, publishing } = await setUp();
  return { b: await untilFailed(b), publishing };
};
const unknown = async () => {
  const { b, publishing } = await setUp();
  return { b: await untilUnknown(b), publishing };
};

describe("trying again", () => {
  it("sends a failed target out anew, as its next attempt, naming who asked", async () => {
    const { b, publishing } = await failed();
    await publishing.retry(b.actor, { targetId: b.targetId });
    expect(await b.target()).toMatchObject({
      status: "scheduled",
      handles: {},
      errorCode: null,
      revision: 2,
    });
    await b.ringUntilQuiet();
    expect(b.network.effects(b.text)).toHaveLength(1);
    expect((await b.attempts()).map(({ number, outcome }) => [number, outcome])).toEqual([
      [1, "failed"],
      [2, "live"],
    ]);
    const { events } = await publishing.timeline(b.actor, b.postId);
    expect(events.find((event) => event.type === "publish.retry_requested")?.actorName).toBe("Ann");
  });

  it("is for failed targets alone", async () => {
    const { b, publishing } = await setUp();
    const retry = publishing.retry(b.actor, { targetId: b.targetId });
    await expect(retry).rejects.toMatchObject({ code: "CONFLICT", userMessage: "TARGET_NOT_FAILED" });
    await b.ringUntilQuiet();
    await expect(publishing.retry(b.actor, { targetId: b.targetId })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(b.network.effects(b.text)).toHaveLength(1);
  });

  it("twice at the same moment sends one post", async () => {
    const { b, publishing } = await failed();
    const tries = await Promise.allSettled(
      [1, 2, 3].map(() => publishing.retry(b.actor, { targetId: b.targetId })),
    );
    expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    await b.ringUntilQuiet();
    expect(b.network.effects(b.text)).toHaveLength(1);
  });
});

describe("checking now", () => {
  it("asks the network again about a target that was left to a person", async () => {
    const { b, publishing } = await unknown();
    expect(await b.ringOnce()).toBeUndefined();
    await publishing.checkNow(b.actor, b.targetId);
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
    expect(b.network.effects(b.text)).toHaveLength(1);
  });

  it("leaves it to the person again when the network still cannot tell", async () => {
    const { b, publishing } = await unknown();
    b.network.verdicts = [{ verdict: "pending", evidence: "no news" }];
    await publishing.checkNow(b.actor, b.targetId);
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "unknown", evidence: "no news", nextCheckAt: null });
  });

  it("rings a waiting target earlier than it would have rung", async () => {
    const { b, publishing } = await setUp();
    const error = new AppError("QUOTA_EXHAUSTED", "later", { retryAfterMs: 6 * 3_600_000 });
    b.network.disturb("create", { kind: "refuse", error });
    await b.ringOnce();
    const before = b.clock.now();
    await publishing.checkNow(b.actor, b.targetId);
    await b.ringOnce();
    expect(b.clock.now()).toEqual(before);
    expect((await b.target()).status).toBe("publishing");
  });

  it("is not lost when a worker has the target at that moment", async () => {
    const { b, publishing } = await setUp();
    b.network.disturb("publish", { kind: "apply-then-drop" });
    await b.ringOnce();
    await b.ringOnce();
    const { reconcile } = b.network.publish;
    b.network.publish.reconcile = async () => {
      b.network.publish.reconcile = reconcile;
      await publishing.checkNow(b.actor, b.targetId);
      return { verdict: "pending", evidence: "not yet" };
    };
    await b.ringOnce();
    const before = b.clock.now();
    await b.ringOnce();
    await b.ringOnce();
    expect(b.clock.now()).toEqual(before);
    expect((await b.target()).status).toBe("live");
  });

  it("has nothing to ask about a settled target", async () => {
    const { b, publishing } = await failed();
    await expect(publishing.checkNow(b.actor, b.targetId)).rejects.toMatchObject({
      code: "CONFLICT",
      userMessage: "TARGET_NOT_OPEN",
    });
  });
});

describe("a person who settles an unknown target", () => {
  it("and found the post makes it live, with their address and name", async () => {
    const { b, publishing } = await unknown();
    const remoteUrl = "https://net.test/p/1";
    await publishing.resolveUnknown(b.actor, { targetId: b.targetId, verdict: "live", remoteUrl });
    const evidence = "person.found_it";
    expect(await b.target()).toMatchObject({ status: "live", remoteUrl, errorCode: null, evidence });
    expect(await b.attempts()).toMatchObject([{ outcome: "live", finishedAt: expect.any(Date), evidence }]);
    const { events } = await publishing.timeline(b.actor, b.postId);
    expect(events.at(-1)).toMatchObject({ type: "publish.resolved_live", actorName: "Ann" });
    expect(await b.ringOnce()).toBeUndefined();
  });

  it("and found nothing makes it failed, so that it can be tried again", async () => {
    const { b, publishing } = await unknown();
    await publishing.resolveUnknown(b.actor, { targetId: b.targetId, verdict: "not-published" });
    expect(await b.target()).toMatchObject({
      status: "failed",
      armedAt: null,
      errorMessage: "PUBLISH_DECLARED_MISSING",
      evidence: "person.found_nothing",
    });
    await publishing.retry(b.actor, { targetId: b.targetId });
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("live");
  });

  it("outweighs a worker that is asking at that moment", async () => {
    const { b, publishing } = await setUp();
    b.network.disturb("publish", { kind: "drop" });
    await b.ringOnce();
    await b.ringOnce();
    await b.clock.advance(120_000);
    const { reconcile } = b.network.publish;
    b.network.publish.reconcile = async (context) => {
      b.network.publish.reconcile = reconcile;
      await publishing.resolveUnknown(b.actor, { targetId: b.targetId, verdict: "live" });
      return reconcile(context);
    };
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("live");
    expect(b.network.effects(b.text)).toHaveLength(0);
    expect(b.network.calls.filter((call) => call === "publish")).toHaveLength(1);
  });

  it("cannot settle what is not unknown, nor with an address that is none", async () => {
    const { b, publishing } = await failed();
    const settle = publishing.resolveUnknown(b.actor, { targetId: b.targetId, verdict: "live" });
    await expect(settle).rejects.toMatchObject({ code: "CONFLICT", userMessage: "TARGET_NOT_UNKNOWN" });
    const input = { targetId: newId(), verdict: "live" };
    expect(resolveUnknownInput.safeParse({ ...input, remoteUrl: "javascript:alert(1)" }).success).toBe(false);
    expect(resolveUnknownInput.safeParse({ ...input, remoteUrl: "https://net.test/1" }).success).toBe(true);
  });
});

describe("canceling", () => {
  it("keeps a scheduled target from going out", async () => {
    const { b, publishing } = await setUp();
    await publishing.cancel(b.actor, b.targetId);
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("canceled");
    expect(b.network.calls).toEqual([]);
  });

  it("stops a target that is being prepared, before its worker can send", async () => {
    const { b, publishing } = await setUp();
    b.network.pollsUntilReady = 0;
    const { plan } = b.network.publish;
    b.network.publish.plan = (context) => {
      const step = plan(context);
      if (step.type !== "poll") return step;
      const run = async () => {
        await publishing.cancel(b.actor, b.targetId);
        return step.run();
      };
      return { ...step, run };
    };
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("canceled");
    expect(b.network.calls).not.toContain("publish");
    expect(await b.attempts()).toMatchObject([
      { outcome: "lost", finishedAt: expect.any(Date), evidence: "person.canceled" },
    ]);
  });

  it("is refused once the irreversible call may have been made", async () => {
    const { b, publishing } = await unknown();
    await expect(publishing.cancel(b.actor, b.targetId)).rejects.toMatchObject({
      userMessage: "POST_ON_ITS_WAY",
    });
    const upload = await setUp({ style: "upload" });
    await upload.b.ringOnce();
    expect(await upload.b.target()).toMatchObject({ status: "publishing", armedAt: expect.any(Date) });
    await expect(upload.publishing.cancel(upload.b.actor, upload.b.targetId)).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describe("strangers", () => {
  it("find nothing and settle nothing, and viewers only look", async () => {
    const { b, publishing } = await unknown();
    const stranger = await seedWorkspace(database.db, "Eve");
    const deeds = (actor: typeof stranger) => [
      publishing.retry(actor, { targetId: b.targetId }),
      publishing.checkNow(actor, b.targetId),
      publishing.cancel(actor, b.targetId),
      publishing.resolveUnknown(actor, { targetId: b.targetId, verdict: "live" }),
    ];
    const theirs = await Promise.allSettled([...deeds(stranger), publishing.timeline(stranger, b.postId)]);
    for (const deed of theirs) expect(deed).toMatchObject({ reason: { code: "NOT_FOUND" } });
    const viewer = { ...b.actor, role: "viewer" as const };
    for (const deed of await Promise.allSettled(deeds(viewer)))
      expect(deed).toMatchObject({ reason: { code: "FORBIDDEN" } });
    expect((await publishing.timeline(viewer, b.postId)).attempts).toHaveLength(1);
    expect((await b.target()).status).toBe("unknown");
  });
});
