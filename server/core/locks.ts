import { isAppError } from "./errors.ts";
import type { Clock, Lock, LockHandle, Log } from "./ports.ts";

/**
 * Asks the first lock, and the second where the first cannot be asked. For work that is safe to do twice and dear to do
 * twice: at the moment the first one fails, its holder and the second's may be two. Fences of both follow the time.
 */
export function lockWithFallback(first: Lock, second: Lock, log: Log): Lock {
  return {
    async acquire(name, ttlMs) {
      try {
        return await first.acquire(name, ttlMs);
      } catch (error) {
        if (!isAppError(error) || error.code !== "UNAVAILABLE") throw error;
        log.warn("lock taken in the database: the shared store does not answer", { name });
        return second.acquire(name, ttlMs);
      }
    },
  };
}

const ASK_EVERY_MS = 200;

/**
 * Does the work while nobody else does it, after waiting for whoever does. When the wait is over, or the lock cannot be
 * asked for, it is done all the same: this spares trouble, it is not what correctness rests on.
 */
export async function inTurn<T>(
  deps: { lock: Lock; clock: Clock; log: Log },
  { name, ttlMs, waitMs }: { name: string; ttlMs: number; waitMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const held = await waitFor(deps, name, ttlMs, waitMs).catch((error: unknown) => {
    deps.log.warn("no lock, the work is done without", { name, error });
    return undefined;
  });
  try {
    return await work();
  } finally {
    await held
      ?.release()
      .catch((error: unknown) => deps.log.warn("lock not released; it ends by itself", { name, error }));
  }
}

async function waitFor(
  { lock, clock }: { lock: Lock; clock: Clock },
  name: string,
  ttlMs: number,
  waitMs: number,
): Promise<LockHandle | undefined> {
  const until = clock.now().getTime() + waitMs;
  for (;;) {
    const held = await lock.acquire(name, ttlMs);
    if (held || clock.now().getTime() >= until) return held;
    await clock.sleep(ASK_EVERY_MS);
  }
}
