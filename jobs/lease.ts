import { AppError, isAppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import { type Claim, HEARTBEAT_MS, LEASE_MS, type Ledger } from "./ledger.ts";

/** How long a handler that was told to stop may take to do so. */
const GRACE_MS = 5_000;

/** The reason a handler's signal aborts with when the row belongs to somebody else now: nothing may be recorded. */
export class LeaseLost extends Error {
  override name = "LeaseLost";
}

/**
 * Runs `work` under the claim: the lease is extended while it lasts, and its signal aborts when the time is up or the
 * lease is gone. Work that does not heed the signal is left behind after a grace, and the reason thrown.
 */
export async function underLease<T>(
  deps: { ledger: Ledger; clock: Clock; log: Log },
  claim: Claim,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const stop = new AbortController();
  const ignoreStop = () => undefined;
  heartbeat(deps, claim, over, stop.signal).catch(ignoreStop);
  deps.clock.sleep(timeoutMs, stop.signal).then(() => over.abort(timedOut(timeoutMs)), ignoreStop);
  try {
    return await Promise.race([work(over.signal), leftBehind(deps.clock, over.signal, stop.signal)]);
  } catch (error) {
    throw reasonOf(over.signal, error);
  } finally {
    stop.abort(new Error("the try is over"));
  }
}

/** A lost lease outweighs everything; else what the handler itself says is more precise than "time is up". */
function reasonOf(over: AbortSignal, error: unknown): unknown {
  if (!over.aborted) return error;
  return isAppError(error) && !(over.reason instanceof LeaseLost) ? error : over.reason;
}

const timedOut = (timeoutMs: number) =>
  new AppError("TIMEOUT", `the try took longer than ${timeoutMs} ms`, { retryable: true });

/** Says again and again that the row is ours. A database that cannot be asked for a whole lease means it is not. */
async function heartbeat(
  { ledger, clock, log }: { ledger: Ledger; clock: Clock; log: Log },
  claim: Claim,
  over: AbortController,
  stop: AbortSignal,
): Promise<void> {
  let heldUntil = clock.now().getTime() + LEASE_MS;
  while (!stop.aborted && !over.signal.aborted) {
    await clock.sleep(HEARTBEAT_MS, stop);
    const asked = clock.now().getTime();
    const held = await ledger.extend(claim).catch((error: unknown) => {
      log.warn("lease not extended", { error });
      return asked < heldUntil ? undefined : false;
    });
    if (held === false) over.abort(new LeaseLost("the lease was lost to another worker"));
    if (held === true) heldUntil = asked + LEASE_MS;
  }
}

function leftBehind(clock: Clock, over: AbortSignal, stop: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => {
      clock.sleep(GRACE_MS, stop).then(
        () => reject(over.reason),
        () => undefined,
      );
    };
    over.addEventListener("abort", giveUp, { once: true });
  });
}
