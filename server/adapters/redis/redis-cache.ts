import { cacheOver } from "#server/core/cache-over.ts";
import type { Cache } from "#server/core/ports.ts";
import type { RedisStore } from "./store.ts";

const PREFIX = "huntaze:cache:";
const TIMEOUT_MS = 200;

/** A cache that all instances share. A store that does not answer is an empty cache: slower, never an error. */
export function createRedisCache(store: RedisStore, timeoutMs = TIMEOUT_MS): Cache {
  const guard = store.guard();
  return cacheOver({
    async read(key) {
      const asked = await guard.ask("cache.get", timeoutMs, (signal) =>
        store.command(signal, (redis) => redis.get(PREFIX + key)),
      );
      return asked.ok ? asked.value : null;
    },
    async write(key, json, ttlMs) {
      await guard.ask("cache.set", timeoutMs, (signal) =>
        store.command(signal, (redis) => redis.set(PREFIX + key, json, "PX", ttlMs)),
      );
    },
    async remove(key) {
      await guard.ask("cache.delete", timeoutMs, (signal) =>
        store.command(signal, (redis) => redis.del(PREFIX + key)),
      );
    },
  });
}
