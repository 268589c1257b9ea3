import { afterAll, beforeAll, describe, expect, it } from "vitest";
import errorsEn from "#app/i18n/locales/errors.en.ts";
import timelineEn from "#app/i18n/locales/timeline.en.ts";
import timelineFr from "#app/i18n/locales/timeline.fr.ts";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, type BenchOptions, publishingBench } from "#e2e/support/publishing-bench.ts";
import { seedWorkspace } from "#e2e/support/workspace.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";
import { effectiveOptions } from "./content.ts";
import { decide, isCleanRefusal } from "./outcome.ts";
import { resolveUnknownInput } from "./schema.ts";
import { createPublishingService, type PublishingService } from "./service.ts";
import { settlePublication } from "./settle-publication.ts";
import { askAgainMs } from "./waits.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const serviceOf = ({ work, clock }: Bench): PublishingService =>
  createPublishingService({ db: database.db, work, clock });
const setUp = async (options?: BenchOptions) => {
  const b = await publishingBench(database, options);
  return { b, publishing: serviceOf(b) };
};
const finally_ = new AppError("CONTENT_REJECTED", "no", { status: 400, providerCode: "x" });
const failedBench = async () => {
  const { b, publishing } = await setUp();
  b.network.disturb("publish", { kind: "refuse", error: finally_ });
  await b.ringUntilQuiet();
  expect((await b.target()).status).toBe("failed");
  return { b, publishing };
};
/** Asked about for a day, and left to a person. */
const unknownBench = async (options?: BenchOptions) => {
  const { b, publishing } = await setUp(options);
  b.network.disturb("publish", { kind: "apply-then-drop" });
  const pending = { verdict: "pending" as const, evidence: "still looking" };
  b.network.verdicts = Array.from({ length: 500 }, () => pending);
  await b.ringUntilQuiet();
  b.network.verdicts = [];
  expect((await b.target()).status).toBe("unknown");
  return { b, publishing };
};

describe("trying again", () => {
  it("sends a failed target out anew, as its next attempt, naming who asked", async () => {
    const { b, publishing } = await failedBench();
    await publishing.retry(b.actor, b.targetId);
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
    const retry = publishing.retry(b.actor, b.targetId);
    await expect(retry).rejects.toMatchObject({ code: "CONFLICT", userMessage: "TARGET_NOT_FAILED" });
    await b.ringUntilQuiet();
    await expect(publishing.retry(b.actor, b.targetId)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(b.network.effects(b.text)).toHaveLength(1);
  });

  it("twice at the same moment sends one post", async () => {
    const { b, publishing } = await failedBench();
    const tries = await Promise.allSettled([1, 2, 3].map(() => publishing.retry(b.actor, b.targetId)));
    expect(tries.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    await b.ringUntilQuiet();
    expect(b.network.effects(b.text)).toHaveLength(1);
  });
});

describe("checking now", () => {
  it("asks the network again about a target that was left to a person", async () => {
    const { b, publishing } = await unknownBench();
    expect(await b.ringOnce()).toBeUndefined();
    await publishing.checkNow(b.actor, b.targetId);
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
    expect(b.network.effects(b.text)).toHaveLength(1);
  });

  it("leaves it to the person again when the network still cannot tell", async () => {
    const { b, publishing } = await unknownBench();
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
    const { b, publishing } = await failedBench();
    await expect(publishing.checkNow(b.actor, b.targetId)).rejects.toMatchObject({
      code: "CONFLICT",
      userMessage: "TARGET_NOT_OPEN",
    });
  });
});

describe("a person who settles an unknown target", () => {
  it("and found the post makes it live, with their address and name", async () => {
    const { b, publishing } = await unknownBench();
    const remoteUrl = "https://net.test/p/1";
    await publishing.resolveUnknown(b.actor, { targetId: b.targetId, verdict: "live", remoteUrl });
    expect(await b.target()).toMatchObject({ status: "live", remoteUrl, errorCode: null });
    expect(await b.attempts()).toMatchObject([{ outcome: "live", finishedAt: expect.any(Date) }]);
    const { events } = await publishing.timeline(b.actor, b.postId);
    expect(events.at(-1)).toMatchObject({ type: "publish.resolved_live", actorName: "Ann" });
    expect(await b.ringOnce()).toBeUndefined();
  });

  it("and found nothing makes it failed, so that it can be tried again", async () => {
    const { b, publishing } = await unknownBench();
    await publishing.resolveUnknown(b.actor, { targetId: b.targetId, verdict: "not-published" });
    expect(await b.target()).toMatchObject({
      status: "failed",
      armedAt: null,
      errorMessage: "PUBLISH_DECLARED_MISSING",
    });
    await publishing.retry(b.actor, b.targetId);
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
    const { b, publishing } = await failedBench();
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
    expect(await b.attempts()).toMatchObject([{ outcome: "lost", finishedAt: expect.any(Date) }]);
  });

  it("is refused once the irreversible call may have been made", async () => {
    const { b, publishing } = await unknownBench();
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

describe("what a platform reports by itself", () => {
  const noticeFor = async (b: Bench, more: Partial<PublicationNotice> = {}): Promise<PublicationNotice> => {
    const { externalId } = await database.db.connection.findUniqueOrThrow({ where: { id: b.connectionId } });
    return {
      platform: "net",
      accountRef: externalId,
      handle: { name: "publishId", value: "p-1" },
      event: { id: newId(), type: "post.publish.complete", occurredAt: b.clock.now(), news: "complete" },
      ...more,
    };
  };
  const report = (b: Bench, notice: PublicationNotice) =>
    b.work.run((tx) => settlePublication(tx, notice, b.clock.now()));
  const nameHandle = (b: Bench, handles: Record<string, string | number>) =>
    database.db.postTarget.update({ where: { id: b.targetId }, data: { handles } });

  it("wakes the target it names at once, and only the network's own answer settles it", async () => {
    const { b } = await setUp({ style: "upload" });
    b.network.pollsUntilReady = 1;
    await b.ringOnce();
    await nameHandle(b, { ...((await b.target()).handles as object), publishId: "p-1" });
    const before = b.clock.now();
    expect(await report(b, await noticeFor(b))).toBe("applied");
    expect((await b.target()).status).toBe("publishing");
    await b.ringOnce();
    expect(b.clock.now()).toEqual(before);
    expect((await b.target()).status).toBe("live");
  });

  it("is written down once however often the same event comes", async () => {
    const { b } = await setUp({ style: "upload" });
    await nameHandle(b, { publishId: "p-1" });
    const notice = await noticeFor(b);
    const results = [await report(b, notice), await report(b, notice)];
    expect(results).toEqual(["applied", "applied"]);
    expect((await b.timeline()).filter((type) => type === "publish.webhook_complete")).toHaveLength(1);
  });

  it("brings the id of a post that went live without one, and changes no id that is known", async () => {
    const { b } = await setUp();
    await nameHandle(b, { publishId: "p-1" });
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { status: "live" } });
    const says = (remoteId: string) => ({ ...base, event: { ...base.event, id: newId(), remoteId } });
    const base = await noticeFor(b);
    await report(b, says("7500000000000000001"));
    await report(b, says("7500000000000000002"));
    expect((await b.target()).remoteId).toBe("7500000000000000001");
  });

  it("of another account, another platform or another id is not ours", async () => {
    const { b } = await setUp();
    await nameHandle(b, { publishId: "p-1" });
    const notice = await noticeFor(b);
    expect(await report(b, { ...notice, accountRef: "somebody" })).toBe("unknown");
    expect(await report(b, { ...notice, platform: "other" })).toBe("unknown");
    expect(await report(b, { ...notice, handle: { name: "publishId", value: "p-2" } })).toBe("unknown");
    expect(await b.timeline()).toEqual([]);
  });

  it("names the call whose answer was lost, when only one can be meant", async () => {
    const { b } = await unknownBench();
    expect(await report(b, await noticeFor(b))).toBe("applied");
    expect(await b.target()).toMatchObject({ status: "unknown", handles: { publishId: "p-1" } });
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("live");
  });

  it("adopts nothing for a failure, for an earlier time, or where two could be meant", async () => {
    const { b } = await unknownBench();
    const notice = await noticeFor(b);
    const armedAt = (await b.target()).armedAt?.getTime() ?? 0;
    const early = { ...notice.event, occurredAt: new Date(armedAt - 3_600_000) };
    expect(await report(b, { ...notice, event: early })).toBe("unknown");
    expect(await report(b, { ...notice, event: { ...notice.event, news: "failed" } })).toBe("unknown");
    const twin = await unknownBench();
    await database.db.postTarget.update({
      where: { id: twin.b.targetId },
      data: { connectionId: b.connectionId },
    });
    expect(await report(b, notice)).toBe("unknown");
  });
});

describe("the timeline", () => {
  it("tells every event in both languages", async () => {
    const types = new Set<string>();
    const { b } = await unknownBench();
    for (const type of await b.timeline()) types.add(type);
    const sentence = (texts: object, type: string) =>
      type.split(".").reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], texts);
    for (const type of types)
      for (const texts of [timelineEn, timelineFr]) expect(sentence(texts, type), type).toBeTypeOf("string");
    expect(Object.keys(timelineFr.publish)).toEqual(Object.keys(timelineEn.publish));
    expect(Object.keys(timelineFr.post)).toEqual(Object.keys(timelineEn.post));
  });

  it("has a sentence for every type the code can write, and none besides", async () => {
    const { readdirSync, readFileSync } = await import("node:fs");
    const sources = ["posts", "publishing", "tokens"].flatMap((feature) =>
      readdirSync(`server/features/${feature}`)
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
        .map((file) => readFileSync(`server/features/${feature}/${file}`, "utf8")),
    );
    const code = sources.join("\n");
    const written = new Set([...code.matchAll(/"((?:post|publish)\.[a-z_]+)"/g)].map((match) => match[1]));
    const notices = [
      "post.failed",
      "post.unknown",
      "post.unconfirmed",
      "post.waiting_reconnect",
      "post.changed",
    ];
    for (const notice of notices) written.delete(notice);
    written.delete("publish.target");
    for (const news of ["complete", "delivered", "failed", "public", "seen", "withdrawn"])
      written.add(`publish.webhook_${news}`);
    const told = Object.entries(timelineEn).flatMap(([group, texts]) =>
      Object.keys(texts).map((key) => `${group}.${key}`),
    );
    expect([...written].sort()).toEqual(told.sort());
  });

  it("has words for every error that publishing itself reports", async () => {
    const { readdirSync, readFileSync } = await import("node:fs");
    const keys = readdirSync("server/features/publishing")
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .flatMap((file) => [
        ...readFileSync(`server/features/publishing/${file}`, "utf8").matchAll(
          /"((?:PUBLISH|TARGET|POST)_[A-Z_]+)"/g,
        ),
      ])
      .map((match) => match[1] ?? "");
    expect(keys.length).toBeGreaterThan(5);
    for (const key of keys) expect(errorsEn).toHaveProperty(key);
  });

  it("joins the saves of one sitting into one event", async () => {
    const { b, publishing } = await setUp();
    const edit = async (fields: string[], actorUserId: string | null = b.actor.userId) => {
      await b.clock.advance(60_000);
      await database.db.timelineEvent.create({
        data: {
          workspaceId: b.actor.workspaceId,
          postId: b.postId,
          type: "post.edited",
          data: { fields },
          actorUserId,
          at: b.clock.now(),
        },
      });
    };
    await edit(["text"]);
    await edit(["text", "media"]);
    await b.clock.advance(3_600_000);
    await edit(["targets"]);
    const { events } = await publishing.timeline(b.actor, b.postId);
    expect(events.map((event) => event.data)).toEqual([
      { fields: ["text", "media"] },
      { fields: ["targets"] },
    ]);
  });
});

describe("strangers", () => {
  it("find nothing and settle nothing, and viewers only look", async () => {
    const { b, publishing } = await unknownBench();
    const stranger = await seedWorkspace(database.db, "Eve");
    const deeds = (actor: typeof stranger) => [
      publishing.retry(actor, b.targetId),
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

describe("what an error of the irreversible call proves", () => {
  const plain = { status: 400, providerCode: "x" };
  it.each([
    ["a refusal with the platform's own words", new AppError("CONTENT_REJECTED", "", plain), true],
    ["a connection that was never made", new AppError("NETWORK_ERROR", ""), true],
    ["a refusal that may pass", new AppError("UNAVAILABLE", "", { ...plain, retryable: true }), true],
    ["a lost answer", new AppError("NETWORK_ERROR", "", { ambiguous: true }), false],
    ["a 5xx, even if nobody called it ambiguous", new AppError("UPSTREAM_ERROR", "", { status: 503 }), false],
    ["an answer nobody could read", new AppError("INVALID_RESPONSE", "", { status: 200 }), false],
    ["an error of our own", new TypeError("x is undefined"), false],
    ["something that is no error at all", "boom", false],
  ])("%s: nothing happened is %3$s", (_what, thrown, clean) => {
    expect(isCleanRefusal(thrown)).toBe(clean);
  });
});

describe("waits", () => {
  it("between questions grow from seconds to hours, and scale with the pace", () => {
    const minute = 60_000;
    expect([0, 1, 30, 600].map((minutes) => askAgainMs(minutes * minute, 1) / 1000)).toEqual([
      5, 30, 900, 7200,
    ]);
    expect(askAgainMs(0.05 * minute, 0.05)).toBe(0.05 * 30_000);
  });

  it("never come earlier than the platform asked for", () => {
    const now = new Date("2026-03-02T10:00:00Z");
    const thrown = new AppError("RATE_LIMITED", "", { retryable: true, retryAfterMs: 90_000 });
    const decision = decide({
      thrown,
      attempt: { startedAt: now },
      history: [],
      now,
      pace: 1,
      random: () => 0,
    });
    expect(decision).toEqual({ kind: "wait", afterMs: 90_000 });
  });
});

describe("options", () => {
  it("go out as chosen or preset, and never those of another kind or network", () => {
    const rules = [
      { id: "loud", type: "toggle", default: true },
      { id: "mood", type: "select", values: ["calm"], required: false, default: "calm" },
      { id: "title", type: "text", max: 9, required: false },
      { id: "cover", type: "text", max: 9, required: false, kinds: ["reel"] },
    ] as const;
    const chosen = { loud: false, title: "", cover: "12", other: "x" };
    expect(effectiveOptions(rules, "image", chosen)).toEqual({ loud: false, mood: "calm" });
    expect(effectiveOptions(rules, "reel", {})).toEqual({ loud: true, mood: "calm" });
    expect(effectiveOptions(rules, "reel", chosen)).toMatchObject({ cover: "12" });
  });
});
