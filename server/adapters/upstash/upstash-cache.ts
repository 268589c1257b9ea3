import { cacheOver } from "#server/core/cache-over.ts";
import type { Cache } from "#server/core/ports.ts";
import { type UpstashOptions, UpstashStore } from "./store.ts";

const PREFIX = "huntaze:cache:";
const TIMEOUT_MS = 200;

/** A cache that all instances share. A store that does not answer is an empty cache: slower, never an error. */
export function createUpstashCache(options: UpstashOptions & { timeoutMs?: number }): Cache {
  const store = new UpstashStore({ timeoutMs: TIMEOUT_MS, ...options });
  return cacheOver({
    async read(key) {
      const asked = await store.ask("cache.get", (redis) => redis.get<string>(PREFIX + key));
      return asked.ok ? asked.value : null;
    },
    async write(key, json, ttlMs) {
      await store.ask("cache.set", (redis) => redis.set(PREFIX + key, json, { px: ttlMs }));
    },
    async remove(key) {
      await store.ask("cache.delete", (redis) => redis.del(PREFIX + key));
    },
  });
}
