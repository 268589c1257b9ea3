import type { Clock, Log } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { extendLease } from "./repo.ts";
import type { Run } from "./run.ts";

/** A worker that dies is missed after this long; one that lives says so three times meanwhile. */
export const LEASE_MS = 10_000;
const HEARTBEAT_MS = 3_000;

/** The target belongs to somebody else now: whatever this worker still wanted to write is void. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/**
 * Says again and again that the target is ours, until the returned function is called. Stops by itself once it is not,
 * and every later commit of the run then throws LeaseLost by its fence.
 */
export function keepLease({ db, clock, log }: { db: Db; clock: Clock; log: Log }, run: Run): () => void {
  const stop = new AbortController();
  const beat = async () => {
    for (;;) {
      await clock.sleep(HEARTBEAT_MS, stop.signal);
      const until = new Date(clock.now().getTime() + LEASE_MS);
      const held = await extendLease(db, run, until).catch((error: unknown) => {
        log.warn("lease not extended", { targetId: run.targetId, error });
        return undefined;
      });
      if (held === false) return;
      if (held) run.leaseUntil = until;
    }
  };
  beat().catch(() => undefined);
  return () => stop.abort(new Error("the run is over"));
}
