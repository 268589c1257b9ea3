import { newId } from "#server/core/ids.ts";
import type { Clock, Lock } from "#server/core/ports.ts";

/** The locks of one process; several `createMemoryLock` over one table see each other. */
export interface LockTable {
  held: Map<string, { owner: string; until: number }>;
  lastFence: number;
}

export const createLockTable = (): LockTable => ({ held: new Map(), lastFence: 0 });

/**
 * Locks inside this process. The fence starts at the time in milliseconds, so it keeps rising across restarts as long
 * as fewer than a thousand locks are granted per second.
 */
export function createMemoryLock(clock: Clock, table: LockTable = createLockTable()): Lock {
  return {
    async acquire(name, ttlMs) {
      const now = clock.now().getTime();
      const holder = table.held.get(name);
      if (holder && holder.until > now) return undefined;
      const owner = newId();
      table.held.set(name, { owner, until: now + ttlMs });
      table.lastFence = Math.max(table.lastFence + 1, now);
      return {
        fence: table.lastFence,
        async release() {
          if (table.held.get(name)?.owner === owner) table.held.delete(name);
        },
      };
    },
  };
}
