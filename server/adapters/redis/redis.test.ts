import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RedisDouble, type RedisFault, startRedis } from "#e2e/doubles/redis.ts";
import { silentLog } from "#e2e/support/log.ts";
import { systemClock } from "#server/core/clock.ts";
import { cacheContract } from "#server/core/contracts/cache.contract.ts";
import { lockContract } from "#server/core/contracts/lock.contract.ts";
import { rateLimiterContract } from "#server/core/contracts/rate-limiter.contract.ts";
import {
  rateLimiterFaultsContract,
  type StoreFault,
} from "#server/core/contracts/rate-limiter-faults.contract.ts";
import type { Clock, RateLimitRule } from "#server/core/ports.ts";
import { createMemoryRateLimiter } from "../memory/memory-rate-limiter.ts";
import { createRedisCache } from "./redis-cache.ts";
import { createRedisLock } from "./redis-lock.ts";
import { createRedisRateLimiter } from "./redis-rate-limiter.ts";
import { openRedis, type RedisStore } from "./store.ts";

let redis: RedisDouble;
let store: RedisStore;
const log = silentLog();
const clock = systemClock;
const open = (over: Clock = clock) => openRedis({ url: redis.url, clock: over, log });
beforeAll(async () => {
  redis = await startRedis();
  store = open();
});
beforeEach(() => redis.fault("none"));
afterAll(async () => {
  store.close();
  await redis.close();
});

/** Patient, because scripts run slowly in the server from npm. */
const limiter = (over: RedisStore = store, local = createMemoryRateLimiter(clock)) =>
  createRedisRateLimiter({ store: over, local, clock, decideWithinMs: 5_000 });
const pass = (ms: number) => clock.sleep(ms);

cacheContract("Redis", { create: () => createRedisCache(store, 5_000), pass });
lockContract("Redis", { create: () => createRedisLock(store), pass });
rateLimiterContract("Redis", { create: () => limiter(), now: clock.now, pass });

const AS_PROXY: Record<Exclude<StoreFault, "refused">, RedisFault> = {
  silent: "silent",
  errors: "errors",
  garbage: "garbage",
  nonsense: "nonsense",
  noscript: "noscript",
  drop: "drop",
  "two seconds late": { delayMs: 2_000 },
};

rateLimiterFaultsContract("Redis", async (fault) => {
  const opened = [open(), open(), open()];
  const well = AbortSignal.timeout(5_000);
  await Promise.all(opened.map((each) => each.command(well, (connection) => connection.ping())));
  const free = [...opened];
  const create = () => {
    const own = free.pop();
    if (!own) throw new Error("there are three of them");
    return createRedisRateLimiter({ store: own, local: createMemoryRateLimiter(clock), clock });
  };
  if (fault === "refused") await redis.refuse();
  else redis.fault(AS_PROXY[fault]);
  return {
    create,
    asked: () => redis.commands(),
    async mend() {
      redis.fault("none");
      if (fault === "refused") await redis.accept();
    },
    async close() {
      for (const each of opened) each.close();
    },
  };
});

describe("a Redis that breaks", () => {
  it.each(["refused", "silent", "errors", "garbage", "drop"] as const)(
    "(%s) is an empty cache, without an error, and its log tells no value",
    async (fault) => {
      const own = open();
      if (fault === "refused") await redis.refuse();
      else redis.fault(fault);
      const cache = createRedisCache(own, 100);
      await cache.set("k", { token: "canary-value" }, 60_000);
      expect(await cache.get("k")).toBeUndefined();
      await cache.delete("k");
      expect(JSON.stringify(log.lines)).not.toContain("canary-value");
      const lock = createRedisLock(own, 100);
      await expect(lock.acquire("a", 1_000)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
      if (fault === "refused") await redis.accept();
      own.close();
    },
  );

  it("is asked again by itself once it is back, without a restart", async () => {
    let now = Date.now();
    const own = open({ ...clock, now: () => new Date(now) });
    const limits = limiter(own);
    const rule: RateLimitRule = { scope: "back", limit: 3, windowMs: 600_000, onFailure: "closed" };
    expect((await limits.check(rule, "x")).allowed).toBe(true);
    await redis.refuse();
    const hasty = createRedisRateLimiter({ store: own, local: createMemoryRateLimiter(clock), clock });
    for (let i = 0; i < 4; i++) expect((await hasty.check(rule, "x")).allowed).toBe(false);
    await redis.accept();
    expect((await hasty.check(rule, "x")).allowed).toBe(false);
    now += 5_001;
    await expect.poll(async () => (await limits.check(rule, "y")).allowed, { timeout: 10_000 }).toBe(true);
    own.close();
  });

  it("sends nothing late: what nobody waited for is not done when the connection comes", async () => {
    await redis.refuse();
    const own = open();
    await createRedisCache(own, 50).set("late", 1, 60_000);
    await redis.accept();
    await expect.poll(() => createRedisCache(own, 1_000).get("none"), { timeout: 10_000 }).toBeUndefined();
    await pass(300);
    expect(await redis.redis("EXISTS", "huntaze:cache:late")).toBe(0);
    own.close();
  });

  it("holds no lock whose grant was lost on the way", async () => {
    const lock = createRedisLock(store, 200);
    redis.fault({ delayMs: 400 });
    await expect(lock.acquire("ghost", 60_000)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    redis.fault("none");
    await pass(900);
    expect(await lock.acquire("ghost", 60_000)).toBeDefined();
  });
});

describe("what reaches Redis", () => {
  it("is one command per decision, no identity in plain text, and nothing that stays for ever", async () => {
    const rule: RateLimitRule = { scope: "privacy", limit: 3, windowMs: 600_000, onFailure: "open" };
    await limiter().check(rule, "subject:warm-up");
    const before = redis.commands();
    await limiter().check(rule, "subject:lee@example.org");
    expect(redis.commands() - before).toBe(1);
    const keys = await redis.redis("KEYS", "huntaze:limit:privacy*");
    expect(JSON.stringify(keys)).not.toContain("lee");
    for (const key of keys as string[]) expect(await redis.redis("PTTL", key)).toBeGreaterThan(0);
  });

  it("is nothing at all for an identity this process knows to be over its limit", async () => {
    const rule: RateLimitRule = { scope: "flood", limit: 3, windowMs: 600_000, onFailure: "open" };
    const limits = limiter();
    for (let i = 0; i < 3; i++) await limits.check(rule, "x");
    const before = redis.commands();
    for (let i = 0; i < 50; i++) expect((await limits.check(rule, "x")).allowed).toBe(false);
    expect(redis.commands()).toBe(before);
  });

  it("is counted over all instances together", async () => {
    const rule: RateLimitRule = { scope: "together", limit: 10, windowMs: 600_000, onFailure: "closed" };
    const instances = [limiter(), limiter(), limiter()];
    const decisions = await Promise.all(
      Array.from({ length: 45 }, (_, i) => instances[i % 3]?.check(rule, "x")),
    );
    expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(10);
  });
});
