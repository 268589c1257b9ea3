import { lockOver } from "#server/core/lock-over.ts";
import { ACQUIRE_LOCK, RELEASE_LOCK } from "#server/core/lock-scripts.ts";
import type { Lock } from "#server/core/ports.ts";
import { type RedisStore, script } from "./store.ts";

const PREFIX = "huntaze:lock:";
const FENCE_KEY = "huntaze:fence";
const TIMEOUT_MS = 2_000;
const ACQUIRE = script(ACQUIRE_LOCK);
const RELEASE = script(RELEASE_LOCK);

/** A lock that all instances share, on one Redis server (not a cluster: the lock and the fences lie apart). */
export function createRedisLock(store: RedisStore, timeoutMs = TIMEOUT_MS): Lock {
  const guard = store.guard();
  return lockOver({
    acquire: (name, owner, ttlMs) =>
      guard.ask("lock.acquire", timeoutMs, (signal) =>
        store.run(signal, ACQUIRE, [PREFIX + name, FENCE_KEY], [owner, ttlMs]),
      ),
    release: (name, owner) =>
      guard.ask("lock.release", timeoutMs, (signal) => store.run(signal, RELEASE, [PREFIX + name], [owner])),
  });
}
