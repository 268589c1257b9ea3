import type { Cache, Clock } from "#server/core/ports.ts";

const MAX_ENTRIES = 10_000;

/**
 * A cache inside this process: values as JSON, a time to live each, and the least recently used ones dropped first
 * when there are too many.
 */
export function createMemoryCache(clock: Clock, maxEntries = MAX_ENTRIES): Cache {
  /** In the order of last use: a Map keeps the order of insertion. */
  const entries = new Map<string, { json: string; expiresAt: number }>();
  return {
    async get<T>(key: string) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (entry.expiresAt <= clock.now().getTime()) return undefined;
      entries.set(key, entry);
      return JSON.parse(entry.json) as T;
    },
    async set(key, value, ttlMs) {
      entries.delete(key);
      const json: string | undefined = JSON.stringify(value);
      if (ttlMs <= 0 || json === undefined) return;
      entries.set(key, { json, expiresAt: clock.now().getTime() + ttlMs });
      const oldest = entries.keys().next();
      if (entries.size > maxEntries && !oldest.done) entries.delete(oldest.value);
    },
    async delete(key) {
      entries.delete(key);
    },
  };
}
