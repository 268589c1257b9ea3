import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type BenchOptions,
  postsOf,
  publishingBench,
  refusal,
  UNREACHABLE,
} from "#e2e/support/publishing-bench.ts";
import { SCRIPTED_SETTLE_MS } from "#e2e/support/scripted-network.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const bench = (options?: BenchOptions) => publishingBench(database, options);
const HOUR_MS = 3_600_000;

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
      expect(postsOf(b)).toBe(1);
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
    expect(postsOf(b)).toBe(1);
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
    expect(postsOf(b)).toBe(1);
    expect((await b.target()).status).toBe("live");
  });

  it("is taken for accepted when the network says so, and polled from there", async () => {
    const b = await bench({ style: "upload" });
    b.network.disturb("last_chunk", { kind: "apply-then-drop" });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
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
    expect(postsOf(b)).toBe(1);
  });

  it("is asked about for days while the network cannot be reached, and settled when it can", async () => {
    const b = await bench();
    b.network.disturb("publish", { kind: "apply-then-drop" });
    b.network.disturb("reconcile", ...Array.from({ length: 30 }, () => UNREACHABLE));
    await b.ringUntilQuiet();
    expect(b.clock.now().getTime()).toBeGreaterThan(new Date("2026-03-03T10:00:00Z").getTime());
    expect(postsOf(b)).toBe(1);
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
    expect(postsOf(b)).toBe(0);
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
    expect(postsOf(b)).toBe(0);
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
    expect(postsOf(b)).toBe(0);
    expect(await b.target()).toMatchObject({ status: "failed", providerCode: "spam_risk", armedAt: null });
    expect(b.notices).toMatchObject([{ type: "post.failed", mail: true }]);
  });

  it("and failed at the network's own fault begins anew", async () => {
    const b = await bench({ style: "upload" });
    b.network.rejectsAccepted = "internal";
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(await b.attempts()).toMatchObject([
      { outcome: "retry", evidence: "internal" },
      { outcome: "live" },
    ]);
    expect(await b.timeline()).toContain("publish.restarted");
  });

  it("is asked about again when a poll fails, and stays accepted meanwhile", async () => {
    const b = await bench({ style: "upload" });
    b.network.disturb("fetch", UNREACHABLE, UNREACHABLE);
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "publishing", errorCode: "NETWORK_ERROR" });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(await b.target()).toMatchObject({ status: "live", errorCode: null });
  });

  it("whose poll cannot be understood is settled by asking", async () => {
    const b = await bench({ style: "upload" });
    b.network.disturb("fetch", refusal("NOT_FOUND"));
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(b.network.calls).toContain("reconcile");
    expect((await b.target()).status).toBe("live");
  });
});

describe("a refusal of the irreversible call", () => {
  it("fails the target with its reason when it is final, with nothing armed and a mail", async () => {
    const b = await bench();
    b.network.disturb(
      "publish",
      refusal("CONTENT_REJECTED", { userMessage: "NET_SAYS_NO", params: { n: 3 } }),
    );
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(0);
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
    b.network.disturb("publish", refusal("UNAVAILABLE", { retryable: true }));
    await b.ringOnce();
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "waiting", armedAt: null, errorCode: "UNAVAILABLE" });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(b.network.calls).not.toContain("reconcile");
  });

  it("of something posted already is doubted when an earlier answer was lost", async () => {
    const b = await bench();
    b.network.pollsUntilReady = 0;
    b.network.disturb("publish", { kind: "apply-then-drop" }, refusal("DUPLICATE_CONTENT"));
    b.network.verdicts = [{ verdict: "not-happened", evidence: "a lie" }];
    await b.ringOnce();
    await b.clock.advance(SCRIPTED_SETTLE_MS);
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(await b.target()).toMatchObject({ status: "live", evidence: "thing-1 is public" });
  });

  it("of something posted already is a failure when none was", async () => {
    const b = await bench();
    b.network.disturb("publish", refusal("DUPLICATE_CONTENT"));
    await b.ringUntilQuiet();
    expect((await b.target()).status).toBe("failed");
  });
});
