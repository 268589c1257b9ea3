import type { Cache } from "./ports.ts";

/** Texts by key with a time to live, in a store that several processes share. None of these may throw. */
export interface TextStore {
  read(key: string): Promise<unknown>;
  /** `ttlMs` is a whole number, at least 1. */
  write(key: string, text: string, ttlMs: number): Promise<void>;
  remove(key: string): Promise<void>;
}

/** The Cache port over such a store: values travel as JSON. What cannot be read is a miss, whoever wrote it. */
export function cacheOver(store: TextStore): Cache {
  return {
    async get<T>(key: string) {
      const text = await store.read(key);
      return typeof text === "string" ? readJson<T>(text) : undefined;
    },
    async set(key, value, ttlMs) {
      const text: string | undefined = JSON.stringify(value);
      if (ttlMs <= 0 || text === undefined) return store.remove(key);
      await store.write(key, text, Math.ceil(ttlMs));
    },
    delete: (key) => store.remove(key),
  };
}

function readJson<T>(text: string): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
