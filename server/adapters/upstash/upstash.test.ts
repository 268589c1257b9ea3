import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startUpstash, type UpstashDouble, type UpstashFault } from "#e2e/doubles/upstash.ts";
import { silentLog } from "#e2e/support/log.ts";
import { systemClock } from "#server/core/clock.ts";
import { cacheContract } from "#server/core/contracts/cache.contract.ts";
import { lockContract } from "#server/core/contracts/lock.contract.ts";
import { rateLimiterContract } from "#server/core/contracts/rate-limiter.contract.ts";
import {
  rateLimiterFaultsContract,
  STORE_FAULTS,
  type StoreFault,
} from "#server/core/contracts/rate-limiter-faults.contract.ts";
import type { Clock, RateLimitRule } from "#server/core/ports.ts";
import { createMemoryRateLimiter } from "../memory/memory-rate-limiter.ts";
import { createUpstashCache } from "./upstash-cache.ts";
import { createUpstashLock } from "./upstash-lock.ts";
import { createUpstashRateLimiter } from "./upstash-rate-limiter.ts";

let upstash: UpstashDouble;
beforeAll(async () => {
  upstash = await startUpstash();
});
beforeEach(() => upstash.fault("none"));
afterAll(() => upstash.close());

const log = silentLog();
const options = (clock: Clock = systemClock) => ({ url: upstash.url, token: upstash.token, clock, log });
/** Patient, because scripts run slowly in the double. */
const limiter = (clock: Clock = systemClock) =>
  createUpstashRateLimiter({
    ...options(clock),
    local: createMemoryRateLimiter(clock),
    decideWithinMs: 5_000,
  });
const pass = (ms: number) => systemClock.sleep(ms);

cacheContract("Upstash", { create: () => createUpstashCache(options()), pass });
lockContract("Upstash", { create: () => createUpstashLock(options()), pass });
rateLimiterContract("Upstash", { create: () => limiter(), now: systemClock.now, pass });

const AS_FAULT: Record<Exclude<StoreFault, "refused">, UpstashFault> = {
  silent: "silent",
  errors: "status-500",
  garbage: "garbage",
  nonsense: "nonsense",
  noscript: "noscript",
  drop: "drop",
  "two seconds late": { delayMs: 2_000 },
};

/** The address of the double under this fault; nobody listens where connections are refused. */
function broken(fault: StoreFault) {
  if (fault === "refused") return { ...options(), url: "http://127.0.0.1:9" };
  upstash.fault(AS_FAULT[fault]);
  return options();
}

rateLimiterFaultsContract("Upstash", async (fault) => {
  const where = broken(fault);
  return {
    create: () => createUpstashRateLimiter({ ...where, local: createMemoryRateLimiter(systemClock) }),
    asked: () => upstash.requests.length,
    mend: async () => upstash.fault("none"),
    close: async () => undefined,
  };
});

describe.each(STORE_FAULTS)("a store that is broken: %s", (fault) => {
  it("is an empty cache, without an error, and its log tells no value", async () => {
    const cache = createUpstashCache({ ...broken(fault), timeoutMs: 100 });
    if (fault === "noscript") return expect(await cache.get("k")).toBeUndefined();
    await cache.set("k", { token: "canary-value" }, 60_000);
    expect(await cache.get("k")).toBeUndefined();
    await cache.delete("k");
    expect(JSON.stringify(log.lines)).not.toContain("canary-value");
  });

  it("grants no lock, and says so", async () => {
    const lock = createUpstashLock({ ...broken(fault), timeoutMs: 100 });
    await expect(lock.acquire("a", 1_000)).rejects.toMatchObject({ code: "UNAVAILABLE", retryable: true });
  });
});

describe("a store that recovers", () => {
  it("counts for everybody again after five seconds", async () => {
    let now = Date.now();
    const clock: Clock = { ...systemClock, now: () => new Date(now) };
    const limits = limiter(clock);
    const rule: RateLimitRule = { scope: "recovery", limit: 3, windowMs: 600_000, onFailure: "closed" };
    upstash.fault("status-500");
    for (let i = 0; i < 4; i++) expect((await limits.check(rule, "x")).allowed).toBe(false);
    upstash.fault("none");
    expect((await limits.check(rule, "x")).allowed).toBe(false);
    now += 5_001;
    expect((await limits.check(rule, "x")).allowed).toBe(true);
  });

  it("holds no lock whose grant was lost on the way", async () => {
    const lock = createUpstashLock({ ...options(), timeoutMs: 200 });
    upstash.fault({ delayMs: 400 });
    await expect(lock.acquire("ghost", 60_000)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    upstash.fault("none");
    await pass(700);
    expect(await lock.acquire("ghost", 60_000)).toBeDefined();
  });
});

describe("what reaches the store", () => {
  it("is one request per decision, and no identity in plain text", async () => {
    const before = upstash.requests.length;
    const rule: RateLimitRule = { scope: "privacy", limit: 3, windowMs: 600_000, onFailure: "open" };
    await limiter().check(rule, "subject:lee@example.org");
    expect(upstash.requests.length - before).toBeLessThanOrEqual(2);
    const keys = await upstash.redis("KEYS", "huntaze:limit:privacy*");
    expect(JSON.stringify(keys)).not.toContain("lee");
    expect(keys).toHaveLength(1);
  });
});
