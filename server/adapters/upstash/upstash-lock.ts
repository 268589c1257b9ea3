import { ExternalServiceError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Lock } from "#server/core/ports.ts";
import { type UpstashOptions, UpstashStore } from "./store.ts";

const PREFIX = "huntaze:lock:";
const FENCE_KEY = "huntaze:fence";
const TIMEOUT_MS = 2_000;

/** Grants and draws the fence in one step; the fence follows the store's clock, so emptying the store lowers nothing. */
const ACQUIRE = `
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return '' end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local fence = string.format('%.0f', math.max(now, last + 1))
redis.call('SET', KEYS[2], fence)
return fence`;

/** Only the owner takes it away: after an expiry it may be somebody else's. */
const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/**
 * A lock that all instances share, with an owner and a fence. `acquire` throws UNAVAILABLE when the store cannot be
 * asked: a guess would be worse. `release` never throws; what it could not say ends with the time to live.
 */
export function createUpstashLock(options: UpstashOptions & { timeoutMs?: number }): Lock {
  const store = new UpstashStore({ timeoutMs: TIMEOUT_MS, ...options });
  return {
    async acquire(name, ttlMs) {
      const key = PREFIX + name;
      const owner = newId();
      const release = async () => {
        await store.ask("lock.release", (redis) => redis.eval(RELEASE, [key], [owner]));
      };
      const asked = await store.ask("lock.acquire", (redis) =>
        redis.eval<string[], unknown>(ACQUIRE, [key, FENCE_KEY], [owner, String(Math.ceil(ttlMs))]),
      );
      if (asked.ok) return asked.value === "" ? undefined : { fence: Number(asked.value), release };
      void release();
      throw new ExternalServiceError("UNAVAILABLE", "the lock could not be asked for", {
        service: "redis",
        retryable: true,
      });
    },
  };
}
