import { backoffMs } from "#server/core/backoff.ts";
import type { ExternalServiceError } from "#server/core/errors.ts";
import type { HttpRequest } from "#server/core/ports.ts";

const MAX_RETRIES = 2;
const BACKOFF = { firstMs: 200, maxMs: 2_000 };
/** A server that asks for more patience than this gets the caller's, not ours. */
const LONGEST_WAIT_MS = 10_000;

/** DELETE is idempotent by RFC 9110, yet a delete or a revoke is never repeated here: its 404 would read as a failure. */
const IDEMPOTENT_METHODS = ["GET", "HEAD", "PUT"];

/** True when a repeat has no second effect. */
export const isIdempotent = (request: HttpRequest): boolean =>
  request.idempotent ?? IDEMPOTENT_METHODS.includes(request.method ?? "GET");

/** Retries stay under a tenth of the traffic: ten in hand, every call earns a tenth of the next. */
export class RetryBudget {
  #left = 10;
  earn(): void {
    this.#left = Math.min(10, this.#left + 0.1);
  }
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/**
 * How long to wait before the next try, in ms; undefined when there is none. `attempt` is the number of tries made.
 * A `Retry-After` is never undercut: when it does not fit, the caller is told instead.
 */
export function retryDelayMs(
  request: HttpRequest,
  error: ExternalServiceError,
  attempt: number,
  leftMs: number,
  random: () => number,
): number | undefined {
  const replayable = isIdempotent(request) && !(request.body instanceof ReadableStream);
  const refusedByUs = error.code === "UNAVAILABLE";
  if (!replayable || !error.retryable || refusedByUs || attempt > MAX_RETRIES) return undefined;
  const jitter = backoffMs(attempt, BACKOFF, random);
  const waitMs = Math.max(jitter, error.retryAfterMs ?? 0);
  return waitMs > LONGEST_WAIT_MS || waitMs >= leftMs ? undefined : waitMs;
}
