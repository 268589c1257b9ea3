import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import {
  type Bench,
  type BenchOptions,
  postsOf,
  publishingBench,
  refusal,
  UNREACHABLE,
} from "#e2e/support/publishing-bench.ts";
import { AppError } from "#server/core/errors.ts";
import { resumeParked } from "./resume.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const bench = (options?: BenchOptions) => publishingBench(database, options);
const HOUR_MS = 3_600_000;

describe("trouble before anything irreversible", () => {
  it("waits with the reason in words, and goes on by itself when the network is back", async () => {
    const b = await bench();
    b.network.disturb("create", UNREACHABLE, UNREACHABLE, UNREACHABLE);
    await b.ringOnce();
    expect(await b.target()).toMatchObject({
      status: "waiting",
      errorCode: "NETWORK_ERROR",
      errorMessage: "NETWORK_ERROR",
      nextCheckAt: expect.any(Date),
      leaseUntil: null,
    });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
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
    b.network.disturb("create", refusal("QUOTA_EXHAUSTED", { retryAfterMs }));
    const before = b.clock.now().getTime();
    await b.ringOnce();
    expect(await b.target()).toMatchObject({ status: "waiting", errorCode: "QUOTA_EXHAUSTED" });
    expect((await b.target()).nextCheckAt?.getTime()).toBe(before + retryAfterMs);
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
  });

  it("waits longer each time, and after a day says that the moment has passed", async () => {
    const b = await bench();
    b.network.disturb("create", ...Array.from({ length: 200 }, () => UNREACHABLE));
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(0);
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
    b.network.disturb("create", refusal("MEDIA_REJECTED"));
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
    expect(postsOf(b)).toBe(0);
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
    expect(postsOf(b)).toBe(0);
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
    expect(postsOf(b)).toBe(1);
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
    expect(postsOf(b)).toBe(1);
  });

  it("found out in the middle is asked for another token, and the step is made again with it", async () => {
    const b = await bench();
    b.network.disturb("create", refusal("NEEDS_RECONNECT"));
    b.tokens.refused = async () => undefined;
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
    expect(b.network.calls.filter((call) => call === "create")).toHaveLength(2);
  });

  it("found out by the irreversible call leaves nothing armed", async () => {
    const b = await bench();
    b.network.disturb("publish", refusal("NEEDS_RECONNECT"));
    await breakConnection(b);
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(0);
    expect(await b.target()).toMatchObject({
      status: "waiting",
      armedAt: null,
      errorCode: "NEEDS_RECONNECT",
    });
    await mend(b);
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
  });

  it("does not spin when fresh tokens are refused again and again", async () => {
    const b = await bench();
    b.network.disturb("create", ...Array.from({ length: 6 }, () => refusal("NEEDS_RECONNECT")));
    b.tokens.refused = async () => undefined;
    await b.ringOnce();
    expect(b.network.calls).toHaveLength(3);
    expect(await b.target()).toMatchObject({ status: "waiting", errorCode: "UNAVAILABLE" });
    await b.ringUntilQuiet();
    expect(postsOf(b)).toBe(1);
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
    expect(postsOf(b)).toBe(1);
  });
});
