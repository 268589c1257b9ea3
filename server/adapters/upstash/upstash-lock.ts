import { lockOver } from "#server/core/lock-over.ts";
import { ACQUIRE_LOCK, RELEASE_LOCK } from "#server/core/lock-scripts.ts";
import type { Lock } from "#server/core/ports.ts";
import { type UpstashOptions, UpstashStore } from "./store.ts";

const PREFIX = "huntaze:lock:";
const FENCE_KEY = "huntaze:fence";
const TIMEOUT_MS = 2_000;

/** A lock that all instances share, in Upstash Redis. */
export function createUpstashLock(options: UpstashOptions & { timeoutMs?: number }): Lock {
  const store = new UpstashStore({ timeoutMs: TIMEOUT_MS, ...options });
  return lockOver({
    acquire: (name, owner, ttlMs) =>
      store.ask("lock.acquire", (redis) =>
        redis.eval<string[], unknown>(ACQUIRE_LOCK, [PREFIX + name, FENCE_KEY], [owner, String(ttlMs)]),
      ),
    release: (name, owner) =>
      store.ask("lock.release", (redis) => redis.eval(RELEASE_LOCK, [PREFIX + name], [owner])),
  });
}
