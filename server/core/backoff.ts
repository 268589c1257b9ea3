export interface Backoff {
  /** Upper bound of the first wait, in ms. */
  firstMs: number;
  /** Upper bound of every wait, in ms. */
  maxMs: number;
}

/**
 * Exponential backoff with full jitter: a wait drawn evenly from 0 to `firstMs * 2^(attempt-1)`, capped. Callers that
 * failed together do not come back together. `attempt` is 1 after the first failure.
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: Backoff,
  random: () => number = Math.random,
): number {
  const bound = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(random() * bound);
}

/**
 * `Retry-After` in ms from now: seconds or an HTTP date (RFC 9110 section 10.2.3). Undefined when absent or
 * unreadable; never negative. Capping is the caller's business.
 */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
  const date = /[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
