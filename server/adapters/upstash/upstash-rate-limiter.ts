import { Ratelimit } from "@upstash/ratelimit";
import type { RateLimiter, RateLimitRule } from "#server/core/ports.ts";
import { createSharedRateLimiter, type LocalCounts } from "#server/http/shared-rate-limiter.ts";
import { type UpstashOptions, UpstashStore } from "./store.ts";

const PREFIX = "huntaze:limit";
/** A request nobody waits for any more is not kept open for long. */
const ABANDON_AFTER_MS = 2_000;

export interface UpstashRateLimiterOptions extends UpstashOptions {
  /** Counts along, and decides while the store cannot be asked. */
  local: LocalCounts;
  /** How long a decision may take; longer than the default only where a slow double answers. */
  decideWithinMs?: number;
}

/**
 * One count for all instances, by the SDK's sliding window. (By itself the SDK throws when the store is down, and lets
 * everything pass when it is slow: seen in 2.2.0. So it is asked through the guard, without a time-out of its own.)
 * https://upstash.com/docs/redis/sdks/ratelimit-ts/overview
 */
export function createUpstashRateLimiter(options: UpstashRateLimiterOptions): RateLimiter {
  const store = new UpstashStore({ ...options, timeoutMs: ABANDON_AFTER_MS });
  const limits = new Map<string, Ratelimit>();
  const limitOf = (rule: RateLimitRule): Ratelimit => {
    const id = `${rule.scope}:${rule.limit}:${rule.windowMs}`;
    const limit = limits.get(id) ?? createLimit(store, id, rule);
    limits.set(id, limit);
    return limit;
  };
  return createSharedRateLimiter({
    ...options,
    guard: store.guard,
    async count(rule, identity, cost) {
      const { success, limit, remaining, reset } = await limitOf(rule).limit(identity, { rate: cost });
      if (typeof success !== "boolean" || limit !== rule.limit || !Number.isFinite(reset))
        throw new TypeError("the store's answer is no decision");
      return { allowed: success, limit, remaining: Math.max(0, remaining), resetAt: new Date(reset) };
    },
  });
}

const createLimit = (store: UpstashStore, id: string, rule: RateLimitRule): Ratelimit =>
  new Ratelimit({
    redis: store.redis,
    limiter: Ratelimit.slidingWindow(rule.limit, `${rule.windowMs} ms`),
    prefix: `${PREFIX}:${id}`,
    timeout: 0,
    analytics: false,
    ephemeralCache: false,
  });
