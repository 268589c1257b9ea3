const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Waits after the first, second, … failed attempt: ten attempts over three days, as the specification suggests. */
export const WAITS_MS = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
] as const;

/** What failed together does not come back together. */
const JITTER = 0.1;
const LONGEST_REST_MS = 24 * HOUR_MS;

/** An endpoint that took nothing for so long is switched off. */
export const LASTING_MS = 5 * 24 * HOUR_MS;
/** … or that let so many messages run out since it last took one. */
export const MOST_EXHAUSTED = 5;

/**
 * How long to wait after this many failed attempts, in ms; undefined when there were enough. A rest the other side asks
 * for is kept, up to a day.
 */
export function waitMs(
  tries: number,
  retryAfterMs: number | undefined,
  random: () => number,
): number | undefined {
  const wait = WAITS_MS[tries - 1];
  if (wait === undefined) return undefined;
  const jittered = wait * (1 + JITTER * random());
  return Math.round(Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_REST_MS)));
}
