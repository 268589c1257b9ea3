import type { Clock, RateLimiter } from "#server/core/ports.ts";
import { createSharedRateLimiter, type LocalCounts } from "#server/http/shared-rate-limiter.ts";
import { type RedisStore, script } from "./store.ts";

const PREFIX = "huntaze:limit:";

/**
 * A sliding window in one hash per identity, on the server's own clock: the number of the window, its count, and the
 * count of the one before, which weighs by the share of it within reach. Answers admitted, what is left, ms to the end.
 */
const COUNT = script(`
local limit, window, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local number = math.floor(now / window)
local left = window - now % window
local kept = redis.call('HMGET', KEYS[1], 'window', 'current', 'previous')
local current, previous = 0, 0
if kept[1] then
  local last = tonumber(kept[1])
  if last >= number then
    current, previous = tonumber(kept[2]), tonumber(kept[3])
  elseif last == number - 1 then
    previous = tonumber(kept[2])
  end
end
local used = math.floor(previous * left / window) + current
if used + cost > limit then return {0, math.max(0, limit - used), left} end
redis.call('HSET', KEYS[1], 'window', number, 'current', current + cost, 'previous', previous)
redis.call('PEXPIRE', KEYS[1], left + window)
return {1, limit - used - cost, left}`);

export interface RedisRateLimiterOptions {
  store: RedisStore;
  /** Counts along, and decides while the store cannot be asked. */
  local: LocalCounts;
  clock: Clock;
  /** How long a decision may take; longer than the default only where a slow double answers. */
  decideWithinMs?: number;
}

/** One count for all instances, in one round trip to a Redis server. */
export function createRedisRateLimiter({ store, ...options }: RedisRateLimiterOptions): RateLimiter {
  return createSharedRateLimiter({
    ...options,
    guard: store.guard(),
    async count(rule, identity, cost, signal) {
      const key = `${PREFIX}${rule.scope}:${rule.limit}:${rule.windowMs}:${identity}`;
      const answer = await store.run(signal, COUNT, [key], [rule.limit, rule.windowMs, cost]);
      const [allowed, remaining, leftMs] = readNumbers(answer);
      const resetAt = new Date(options.clock.now().getTime() + leftMs);
      return { allowed: allowed === 1, limit: rule.limit, remaining, resetAt };
    },
  });
}

function readNumbers(answer: unknown): [number, number, number] {
  const numbers: unknown[] = Array.isArray(answer) ? answer : [];
  const [allowed, remaining, leftMs] = numbers;
  if (typeof allowed === "number" && typeof remaining === "number" && typeof leftMs === "number")
    return [allowed, remaining, leftMs];
  throw new TypeError("the store's answer is no decision");
}
