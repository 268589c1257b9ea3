import type { Cache } from "#server/core/ports.ts";
import { type UpstashOptions, UpstashStore } from "./store.ts";

const PREFIX = "huntaze:cache:";
const TIMEOUT_MS = 500;

/** A cache that all instances share. A store that does not answer is an empty cache: slower, never an error. */
export function createUpstashCache(options: UpstashOptions & { timeoutMs?: number }): Cache {
  const store = new UpstashStore({ timeoutMs: TIMEOUT_MS, ...options });
  const remove = async (key: string): Promise<void> => {
    await store.ask("cache.delete", (redis) => redis.del(PREFIX + key));
  };
  return {
    async get<T>(key: string) {
      const asked = await store.ask("cache.get", (redis) => redis.get<string>(PREFIX + key));
      return asked.ok && typeof asked.value === "string" ? readJson<T>(asked.value) : undefined;
    },
    async set(key, value, ttlMs) {
      const json: string | undefined = JSON.stringify(value);
      if (ttlMs <= 0 || json === undefined) return remove(key);
      await store.ask("cache.set", (redis) => redis.set(PREFIX + key, json, { px: Math.ceil(ttlMs) }));
    },
    delete: remove,
  };
}

/** Whatever another version of us may have stored there, a cache only ever misses. */
function readJson<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}
