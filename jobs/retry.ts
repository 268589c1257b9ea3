import { type AppError, isAppError } from "#server/core/errors.ts";

const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;
/** A provider may ask for a long rest, not for a job forgotten until next week. */
const LONGEST_REST_MS = 24 * 60 * 60_000;

/**
 * An error of ours says itself whether the same call may succeed later. Anything else (a database that went away, a bug)
 * is tried again: the number of tries bounds the harm, while a wrong "never" would lose work.
 */
export const isRetryable = (error: unknown): boolean => !isAppError(error) || error.retryable;

/**
 * How long to wait after the given try (1 = the first): doubling, half of it at random, so that jobs which failed
 * together do not return together. A rest the other side asked for is kept, and not shortened by the random part.
 */
export function retryDelayMs(attempt: number, error: AppError, random: () => number = Math.random): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  const jittered = bound / 2 + (random() * bound) / 2;
  if (error.retryAfterMs === undefined) return Math.round(jittered);
  return Math.round(Math.min(LONGEST_REST_MS, error.retryAfterMs) + (random() * bound) / 2);
}
