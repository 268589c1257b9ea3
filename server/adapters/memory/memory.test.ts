import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { cacheContract } from "#server/core/contracts/cache.contract.ts";
import { lockContract } from "#server/core/contracts/lock.contract.ts";
import { rateLimiterContract } from "#server/core/contracts/rate-limiter.contract.ts";
import { createMemoryCache } from "./memory-cache.ts";
import { createLockTable, createMemoryLock } from "./memory-lock.ts";
import { createMemoryRateLimiter } from "./memory-rate-limiter.ts";

const clock = testClock();
const pass = (ms: number) => clock.advance(ms);
const table = createLockTable();

cacheContract("in process", { create: () => createMemoryCache(clock), pass });
lockContract("in process", { create: () => createMemoryLock(clock, table), pass });
rateLimiterContract("in process", { create: () => createMemoryRateLimiter(clock), now: clock.now, pass });

describe("createMemoryCache", () => {
  it("drops what was used longest ago when it is full", async () => {
    const cache = createMemoryCache(clock, 2);
    await cache.set("a", 1, 60_000);
    await cache.set("b", 2, 60_000);
    await cache.get("a");
    await cache.set("c", 3, 60_000);
    expect([await cache.get("a"), await cache.get("b"), await cache.get("c")]).toEqual([1, undefined, 3]);
  });
});

describe("createMemoryRateLimiter", () => {
  const rule = { scope: "s", limit: 10, windowMs: 1_000, onFailure: "open" as const };

  it("weighs the last window by what of it is within reach", async () => {
    const own = testClock(new Date(5_000_000));
    const limiter = createMemoryRateLimiter(own);
    const admitted = async (count: number) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += (await limiter.check(rule, "x")).allowed ? 1 : 0;
      return sum;
    };
    expect(await admitted(20)).toBe(10);
    await own.advance(1_250);
    expect(await admitted(20)).toBe(3);
  });

  it("forgets the longest unused identities rather than grow without end", async () => {
    const limiter = createMemoryRateLimiter(clock, 100);
    for (let i = 0; i < 10; i++) await limiter.check(rule, "first");
    for (let i = 0; i < 100; i++) await limiter.check(rule, `other-${i}`);
    expect((await limiter.check(rule, "first")).allowed).toBe(true);
  });
});

describe("createMemoryLock", () => {
  it("starts its fence at the time, so that a restart does not go back", async () => {
    const handle = await createMemoryLock(clock).acquire("a", 1_000);
    expect(handle?.fence).toBeGreaterThanOrEqual(clock.now().getTime());
  });
});
