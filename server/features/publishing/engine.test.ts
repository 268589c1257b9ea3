import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { type Bench, type BenchOptions, publishingBench } from "#e2e/support/publishing-bench.ts";
import { SCRIPTED_SETTLE_MS } from "#e2e/support/scripted-network.ts";
import { AppError, type AppErrorOptions, type ErrorCode } from "#server/core/errors.ts";
import { LEASE_MS } from "./lease.ts";
import { claimRow, extendLease, findForClaim } from "./repo.ts";
import { resumeParked } from "./resume.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const bench = (options?: BenchOptions) => publishingBench(database, options);
const HOUR_MS = 3_600_000;

const refused = (code: ErrorCode, options: AppErrorOptions = {}) => ({
  kind: "refuse" as const,
  error: new AppError(code, "refused", { status: 400, providerCode: "x/1", ...options }),
});
const down = refused("NETWORK_ERROR", { retryable: true });
const onceOnly = (b: Bench) => expect(b.network.effects(b.text)).toHaveLength(1);
const nothing = (b: Bench) => expect(b.network.effects(b.text)).toHaveLength(0);
const signal = () => new AbortController().signal;
const payload = async (b: Bench) => ({ targetId: b.targetId, revision: (await b.target()).revision });

describe("a publication that nothing disturbs", () => {
  it("goes through its steps, ends live with the network's id, and is told in order", async () => {
    const b = await bench();
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(b.network.calls).toEqual(["create", "status", "status", "publish"]);
    expect(await b.target()).toMatchObject({
      status: "live",
      remoteId: "post-thing-1",
      remoteUrl: "https://net.test/thing-1",
      errorCode: null,
      leaseUntil: null,
      nextCheckAt: null,
      evidence: "Net answered publish with the post.",
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
    onceOnly(b);
    expect(b.network.calls).toEqual(["init", "chunk", "last_chunk", "fetch", "fetch", "fetch", "fetch"]);
    expect(await b.target()).toMatchObject({ status: "live", handles: { sent: 1 } });
    expect(await b.timeline()).toContain("publish.accepted");
    expect(await b.attempts()).toMatchObject([{ outcome: "live" }]);
  });

  it("waits for its time when it is rung too early", async () => {
    const b = await bench();
    const scheduledAt = new Date(b.clock.now().getTime() + HOUR_MS);
    await database.db.postTarget.update({ where: { id: b.targetId }, data: { scheduledAt } });
    const result = await b.engine.run(await payload(b), { signal: signal(), log: b.log });
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
    onceOnly(b);
  });
});

describe("twenty runs of one target at the same moment", () => {
  it("make one provider call each step needs, and one post", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    const input = await payload(b);
    const runs = Array.from({ length: 20 }, () => b.newEngine().run(input, { signal: signal(), log: b.log }));
    const results = await Promise.all(runs);
    expect(b.network.calls).toEqual(["create", "status", "publish"]);
    onceOnly(b);
    expect(results.filter((result) => result.note === "live")).toHaveLength(1);
    expect(await b.attempts()).toHaveLength(1);
  });

  it("ask the network once what became of a lost answer", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    b.network.disturb("publish", { kind: "apply-then-drop" });
    await b.ringOnce();
    await b.clock.advance(SCRIPTED_SETTLE_MS);
    const input = await payload(b);
    const runs = Array.from({ length: 20 }, () => b.newEngine().run(input, { signal: signal(), log: b.log }));
    await Promise.all(runs);
    expect(b.network.calls.filter((call) => call === "reconcile")).toHaveLength(1);
    onceOnly(b);
    expect((await b.target()).status).toBe("live");
  });
});

describe("an answer that was lost", () => {
  it.each(["apply-then-drop", "apply-then-500", "apply-then-garbage"] as const)(
    "is found out by asking after %s, never by sending again",
    async (kind) => {
      const b = await bench();
      b.network.disturb("publish", { kind });
      await b.ringOnce();
      await b.ringOnce();
      expect(await b.target()).toMatchObject({ status: "unknown", armedAt: expect.any(Date) });
      expect(await b.attempts()).toMatchObject([{ outcome: "unknown", finishedAt: null }]);
      await b.ringUntilQuiet();
      onceOnly(b);
      expect(await b.target()).toMatchObject({
        status: "live",
        evidence: "thing-1 is public",
        errorCode: null,
      });
      expect(b.network.calls.filter((call) => call === "publish")).toHaveLength(1);
    },
  );

  it("is believed never to have happened only after the network has had time, and then sent once more", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "drop" });
    await b.ringUntilQuiet();
    onceOnly(b);
    const attempts = await b.attempts();
    expect(attempts).toMatchObject([{ outcome: "lost" }, { outcome: "live" }]);
    const [first, second] = attempts.map((attempt) => attempt.armedAt?.getTime() ?? 0);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(SCRIPTED_SETTLE_MS);
    expect(await b.timeline()).toContain("publish.not_happened");
  });

  it("posts once when the request arrives after all, later than we first asked", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "apply-late", afterMs: SCRIPTED_SETTLE_MS - 1_000 });
    await b.ringUntilQuiet();
    expect(b.network.calls.filter((call) => call === "reconcile").length).toBeGreaterThan(1);
    onceOnly(b);
    expect((await b.target()).status).toBe("live");
  });

  it("is taken for accepted when the network says so, and polled from there", async () => {
    const b = await bench({ style: "upload" });
    b.network.disturb("last_chunk", { kind: "apply-then-drop" });
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(await b.target()).toMatchObject({ status: "live" });
    expect(await b.attempts()).toMatchObject([{ outcome: "live" }]);
  });

  it("that stays open is asked about ever more rarely, then left to a person, visibly and told", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "apply-then-drop" });
    b.network.verdicts = Array.from({ length: 500 }, () => ({
      verdict: "pending",
      evidence: "still looking",
    }));
    await b.ringUntilQuiet();
    const asked = b.network.calls.filter((call) => call === "reconcile").length;
    expect(asked).toBeGreaterThan(15);
    expect(asked).toBeLessThan(60);
    expect(await b.target()).toMatchObject({
      status: "unknown",
      evidence: "still looking",
      nextCheckAt: null,
      armedAt: expect.any(Date),
    });
    expect(b.notices.map((notice) => notice.type)).toEqual(
      expect.arrayContaining(["post.unknown", "post.unconfirmed"]),
    );
    expect((await b.timeline()).at(-1)).toBe("publish.unconfirmed");
    expect((await b.timeline()).filter((type) => type === "publish.checked")).toHaveLength(1);
    onceOnly(b);
  });

  it("is asked about for days while the network cannot be reached, and settled when it can", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "apply-then-drop" });
    b.network.disturb("reconcile", ...Array.from({ length: 30 }, () => down));
    await b.ringUntilQuiet();
    expect(b.clock.now().getTime()).toBeGreaterThan(new Date("2026-03-03T10:00:00Z").getTime());
    onceOnly(b);
    expect((await b.target()).status).toBe("live");
  });

  it("of a network without proof is never believed not to have happened", async () => {
    const b = await bench({ proof: "none" });
    b.network.disturb("publish", { kind: "drop" });
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "unknown", evidence: "thing-1 still waits" });
    expect(b.network.calls.filter((call) => call === "publish")).toHaveLength(1);
  });

  it("that means a refusal in the end is a failure with its proof", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "drop" });
    b.network.verdicts = [{ verdict: "failed", providerCode: "spam", evidence: "says spam" }];
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({
      status: "failed",
      providerCode: "spam",
      evidence: "says spam",
      armedAt: null,
      errorMessage: "PUBLISH_TURNED_DOWN",
    });
  });

  it("is given up after it was proven lost again and again", async () => {
    const b = await bench();
    b.network.disturb("publish", ...Array.from({ length: 50 }, () => ({ kind: "drop" as const })));
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({ status: "failed", errorMessage: "PUBLISH_NEVER_ARRIVED" });
    expect(b.network.calls.filter((call) => call === "publish")).toHaveLength(5);
  });
});

describe("a call that was accepted", () => {
  it("and never settles ends unknown after a day, and is never made again", async () => {
    const b = await bench({ style: "upload" });
    b.network.pollsUntilReady = Infinity;
    await b.clock.advance(0);
    for (let hours = 0; hours < 26; hours += 1) {
      await b.ringOnce();
      await b.clock.advance(HOUR_MS);
    }
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "unknown", nextCheckAt: null });
    expect(b.network.calls.filter((call) => call === "last_chunk")).toHaveLength(1);
    expect(b.notices.map((notice) => notice.type)).toContain("post.unconfirmed");
  });

  it("and is turned down afterwards has failed with the network's code", async () => {
    const b = await bench({ style: "upload" });
    b.network.rejectsAccepted = "spam_risk";
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({ status: "failed", providerCode: "spam_risk", armedAt: null });
    expect(b.notices).toMatchObject([{ type: "post.failed", mail: true }]);
  });

  it("and failed at the network's own fault begins anew", async () => {
    const b = await bench({ style: "upload" });
    b.network.rejectsAccepted = "internal";
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(await b.attempts()).toMatchObject([
      { outcome: "retry", evidence: "internal" },
      { outcome: "live" },
    ]);
    expect(await b.timeline()).toContain("publish.restarted");
  });

  it("is asked about again when a poll fails, and stays accepted meanwhile", async () => {
    const b = await bench({ style: "upload" });
    b.network.disturb("fetch", down, down);
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "publishing", errorCode: "NETWORK_ERROR" });
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(await b.target()).toMatchObject({ status: "live", errorCode: null });
  });

  it("whose poll cannot be understood is settled by asking", async () => {
    const b = await bench({ style: "upload" });
    b.network.disturb("fetch", refused("NOT_FOUND"));
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(b.network.calls).toContain("reconcile");
    expect((await b.target()).status).toBe("live");
  });
});

describe("a refusal of the irreversible call", () => {
  it("fails the target with its reason when it is final, with nothing armed and a mail", async () => {
    const b = await bench();
    b.network.disturb(
      "publish",
      refused("CONTENT_REJECTED", { userMessage: "NET_SAYS_NO", params: { n: 3 } }),
    );
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({
      status: "failed",
      armedAt: null,
      errorCode: "CONTENT_REJECTED",
      errorMessage: "NET_SAYS_NO",
      errorParams: { n: 3 },
      providerCode: "x/1",
    });
    expect(await b.attempts()).toMatchObject([
      { outcome: "failed", armedAt: null, errorCode: "CONTENT_REJECTED" },
    ]);
    expect(b.notices).toMatchObject([
      {
        type: "post.failed",
        severity: "error",
        mail: true,
        href: `/posts/${b.postId}`,
        params: { network: "Net", handle: "ann", reason: "NET_SAYS_NO", n: 3 },
      },
    ]);
    expect(b.network.calls).not.toContain("reconcile");
  });

  it("waits and tries again when it may pass later", async () => {
    const b = await bench();
    b.network.disturb("publish", refused("UNAVAILABLE", { retryable: true }));
    await b.ringOnce();
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "waiting", armedAt: null, errorCode: "UNAVAILABLE" });
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(b.network.calls).not.toContain("reconcile");
  });

  it("of something posted already is doubted when an earlier answer was lost", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    b.network.disturb("publish", { kind: "apply-then-drop" }, refused("DUPLICATE_CONTENT"));
    b.network.verdicts = [{ verdict: "not-happened", evidence: "a lie" }];
    await b.ringOnce();
    await b.clock.advance(SCRIPTED_SETTLE_MS);
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
  });

  it("of something posted already is a failure when none was", async () => {
    const b = await bench();
    b.network.disturb("publish", refused("DUPLICATE_CONTENT"));
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("failed");
  });
});

describe("trouble before anything irreversible", () => {
  it("waits with the reason in words, and goes on by itself when the network is back", async () => {
    const b = await bench();
    b.network.disturb("create", down, down, down);
    await b.ringOnce();
    expect(await b.target()).toMatchObject({
      status: "waiting",
      errorCode: "NETWORK_ERROR",
      errorMessage: "NETWORK_ERROR",
      nextCheckAt: expect.any(Date),
      leaseUntil: null,
    });
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(await b.target()).toMatchObject({ status: "live", errorCode: null, errorMessage: null });
    expect((await b.attempts()).map((attempt) => attempt.outcome)).toEqual([
      "retry",
      "retry",
      "retry",
      "live",
    ]);
    expect(b.notices).toEqual([]);
  });

  it("waits as long as the network asks for its quota", async () => {
    const b = await bench();
    const retryAfterMs = 7 * HOUR_MS;
    b.network.disturb("create", refused("QUOTA_EXHAUSTED", { retryAfterMs }));
    const before = b.clock.now().getTime();
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "waiting", errorCode: "QUOTA_EXHAUSTED" });
    expect((await b.target()).nextCheckAt?.getTime()).toBe(before + retryAfterMs);
    await b.ringUntilQuiet();
    onceOnly(b);
  });

  it("waits longer each time, and after a day says that the moment has passed", async () => {
    const b = await bench();
    b.network.disturb("create", ...Array.from({ length: 200 }, () => down));
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({
      status: "failed",
      errorCode: "NETWORK_ERROR",
      errorMessage: "PUBLISH_GAVE_UP",
    });
    const starts = (await b.attempts()).map((attempt) => attempt.startedAt.getTime());
    const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(waits.slice(0, 4)).toEqual([3_000, 6_000, 12_000, 24_000]);
    expect(Math.max(...waits)).toBe(22.5 * 60_000);
    expect(b.clock.now().getTime() - (starts[0] ?? 0)).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(b.clock.now().getTime() - (starts[0] ?? 0)).toBeLessThan(25 * HOUR_MS);
  });

  it("fails at once when it is final", async () => {
    const b = await bench();
    b.network.disturb("create", refused("MEDIA_REJECTED"));
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "failed", errorCode: "MEDIA_REJECTED" });
    expect(b.network.calls).toEqual(["create"]);
  });

  it("of our own making is tried five times, and logged", async () => {
    const b = await bench();
    b.network.disturb(
      "create",
      ...Array.from({ length: 9 }, () => ({ kind: "apply-then-garbage" as const })),
    );
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({ status: "failed", errorCode: "INTERNAL_ERROR" });
    expect(b.network.calls).toHaveLength(5);
    expect(b.log.lines.some((line) => line.level === "error")).toBe(true);
  });

  it("that never ends in processing fails after a day", async () => {
    const b = await bench();
    b.network.pollsUntilReady = Infinity;
    for (let hours = 0; hours < 25; hours += 1) {
      await b.ringOnce();
      await b.clock.advance(HOUR_MS);
    }
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({ status: "failed", errorMessage: "PUBLISH_NEVER_READY" });
    nothing(b);
  });

  it("of a network that is switched off is a failure in words", async () => {
    const b = await bench();
    const engine = b.newEngine({ platform: () => undefined });
    await b.ringOnce(engine);
    expect(await b.target()).toMatchObject({ status: "failed", errorMessage: "PLATFORM_OFF" });
  });

  it("with the media fails, or waits, before anything is sent", async () => {
    const b = await bench();
    const broken = new AppError("MEDIA_REJECTED", "gone");
    await b.ringOnce(b.newEngine({ media: { loadMedia: () => Promise.reject(broken) } }));
    expect(await b.target()).toMatchObject({ status: "failed", errorCode: "MEDIA_REJECTED" });
    expect(b.network.calls).toEqual([]);
  });
});

describe("a broken connection", () => {
  const needsReconnect = () => Promise.reject(new AppError("NEEDS_RECONNECT", "grant gone"));
  const breakConnection = (b: Bench) =>
    database.db.connection.update({ where: { id: b.connectionId }, data: { status: "needs_reconnect" } });
  const mend = (b: Bench) =>
    b.work.run(async (tx) => {
      await tx.db.connection.update({ where: { id: b.connectionId }, data: { status: "active" } });
      return resumeParked(tx, b.connectionId, b.clock.now());
    });

  it("parks the target, tells its people, and lets it go on by itself after the reconnect", async () => {
    const b = await bench();
    const { fresh } = b.tokens;
    b.tokens.fresh = needsReconnect;
    await breakConnection(b);
    await b.ringUntilQuiet();
    expect(await b.target()).toMatchObject({
      status: "waiting",
      errorCode: "NEEDS_RECONNECT",
      nextCheckAt: null,
    });
    expect(b.notices).toMatchObject([{ type: "post.waiting_reconnect", href: "/accounts" }]);
    b.tokens.fresh = fresh;
    expect(await mend(b)).toBe(1);
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(await b.timeline()).toContain("publish.resumed");
  });

  it("that was mended while the target was being parked does not park it", async () => {
    const b = await bench();
    const { fresh } = b.tokens;
    b.tokens.fresh = async () => {
      b.tokens.fresh = fresh;
      await mend(b);
      return needsReconnect();
    };
    await breakConnection(b);
    await b.ringUntilQuiet();
    onceOnly(b);
  });

  it("found out in the middle is asked for another token, and the step is made again with it", async () => {
    const b = await bench();
    b.network.disturb("create", refused("NEEDS_RECONNECT"));
    b.tokens.refused = async () => undefined;
    await b.ringUntilQuiet();
    onceOnly(b);
    expect(b.network.calls.filter((call) => call === "create")).toHaveLength(2);
  });

  it("found out by the irreversible call leaves nothing armed", async () => {
    const b = await bench();
    b.network.disturb("publish", refused("NEEDS_RECONNECT"));
    await breakConnection(b);
    await b.ringUntilQuiet();
    nothing(b);
    expect(await b.target()).toMatchObject({
      status: "waiting",
      armedAt: null,
      errorCode: "NEEDS_RECONNECT",
    });
    await mend(b);
    await b.ringUntilQuiet();
    onceOnly(b);
  });

  it("does not spin when fresh tokens are refused again and again", async () => {
    const b = await bench();
    b.network.disturb("create", ...Array.from({ length: 6 }, () => refused("NEEDS_RECONNECT")));
    b.tokens.refused = async () => undefined;
    await b.ringOnce();
    expect(b.network.calls).toHaveLength(3);
    expect(await b.target()).toMatchObject({ status: "waiting", errorCode: "UNAVAILABLE" });
    await b.ringUntilQuiet();
    onceOnly(b);
  });

  it("leaves a lost answer unknown, and the reconnect has it asked about at once", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "apply-then-drop" });
    await b.ringOnce();
    await b.ringOnce();
    const { fresh } = b.tokens;
    b.tokens.fresh = needsReconnect;
    await breakConnection(b);
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "unknown", errorCode: "NEEDS_RECONNECT" });
    b.tokens.fresh = fresh;
    await mend(b);
    const before = b.clock.now();
    await b.ringOnce();
    expect(b.clock.now()).toEqual(before);
    expect(await b.target()).toMatchObject({ status: "live", errorCode: null });
    onceOnly(b);
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
    nothing(b);
  });

  it("of a post that was removed is no work at all", async () => {
    const b = await bench();
    await database.db.post.update({ where: { id: b.postId }, data: { deletedAt: new Date() } });
    expect(await b.ringOnce()).toBe("done");
    expect(b.network.calls).toEqual([]);
  });
});

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
        const other = await b.newEngine().run(await payload(b), { signal: signal(), log: b.log });
        expect(other).toMatchObject({ outcome: "again", note: "another worker has it" });
        return step.run();
      };
      return { ...step, run };
    };
    await b.ringOnce();
    onceOnly(b);
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
    const first = worker.run(await payload(b), { signal: signal(), log: b.log });
    await fellAsleep;
    await b.clock.advance(LEASE_MS);
    return { b, first, wake };
  }

  it("cannot arm, nor write what it found", async () => {
    const { b, first, wake } = await asleepIn("create");
    await b.newEngine().run(await payload(b), { signal: signal(), log: b.log });
    wake();
    expect(await first).toMatchObject({ outcome: "again", note: "lease lost" });
    onceOnly(b);
    expect(await b.target()).toMatchObject({ status: "live", remoteId: "post-thing-2" });
    expect((await b.attempts()).map((attempt) => attempt.outcome)).toEqual(["lost", "live"]);
  });

  it("in the irreversible call makes the target unknown, and cannot write over what was found out", async () => {
    const { b, first, wake } = await asleepIn("publish");
    await b.newEngine().run(await payload(b), { signal: signal(), log: b.log });
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
    wake();
    expect(await first).toMatchObject({ note: "lease lost" });
    onceOnly(b);
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
    await b.newEngine().run(await payload(b), { signal: signal(), log: b.log });
    onceOnly(b);
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
    onceOnly(b);
    expect(await b.timeline()).toContain("publish.unknown");
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
