import { ExternalServiceError } from "./errors.ts";
import { newId } from "./ids.ts";
import type { Lock } from "./ports.ts";

/** A store that runs the two scripts of a lock. Neither may throw. */
export interface LockStore {
  /** The fence as a text, empty where somebody holds the lock; `ok: false` where nobody knows. */
  acquire(name: string, owner: string, ttlMs: number): Promise<{ ok: true; value: unknown } | { ok: false }>;
  release(name: string, owner: string): Promise<unknown>;
}

/**
 * The Lock port over a store that all instances share, with an owner and a fence. `acquire` throws UNAVAILABLE when the
 * store cannot be asked: a guess would be worse. `release` never throws; what it could not say ends with the time to live.
 */
export function lockOver(store: LockStore): Lock {
  return {
    async acquire(name, ttlMs) {
      const owner = newId();
      const asked = await store.acquire(name, owner, Math.ceil(ttlMs));
      const release = async () => void (await store.release(name, owner));
      if (asked.ok && asked.value === "") return undefined;
      const fence = asked.ok ? Number(asked.value) : Number.NaN;
      if (Number.isSafeInteger(fence)) return { fence, release };
      // It may have been granted, and the answer lost.
      void release();
      throw new ExternalServiceError("UNAVAILABLE", "the lock could not be asked for", {
        service: "redis",
        retryable: true,
      });
    },
  };
}
