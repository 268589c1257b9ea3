/** How long publishing waits, and when it stops waiting. Pure; every figure is scaled by the pace. */

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Before anything irreversible: a network that stays away this long has missed the post's moment. */
export const TRYING_MS = DAY_MS;
/** A daily quota may take its whole window to come back, and then some. */
export const QUOTA_MS = 3 * DAY_MS;
/** After it: this long we go on asking a network that answers "not yet". */
export const ASKING_MS = DAY_MS;
/** A network that cannot be asked at all proves nothing: it is asked for longer. */
export const ASKING_UNREACHABLE_MS = 7 * DAY_MS;
/** Where a network refused for its quota without saying until when. */
export const QUOTA_WAIT_MS = HOUR_MS;
/** A broken connection is looked at this often, besides the ring of its reconnect. */
export const BROKEN_CONNECTION_MS = HOUR_MS;

const FIRST_RETRY_MS = 4 * SECOND_MS;
const LONGEST_RETRY_MS = 30 * MINUTE_MS;

/**
 * Wait before try number `failures + 1` of a safe step, in ms: doubling from seconds to half an hour, half of it at
 * random, so that posts which met the same outage do not return together.
 */
export function retryWaitMs(failures: number, pace: number, random: () => number): number {
  const bound = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
  return Math.round((bound / 2 + (random() * bound) / 2) * pace);
}

const FIRST_ASK_MS = 5 * SECOND_MS;
const LONGEST_ASK_MS = 2 * HOUR_MS;

/**
 * Wait before the platform is asked again what became of a call, in ms: half of the time that has passed since, from
 * seconds to hours. It needs no counter, so a restart changes nothing.
 */
export function askAgainMs(sinceArmedMs: number, pace: number): number {
  const elapsed = sinceArmedMs / pace;
  return Math.round(Math.min(LONGEST_ASK_MS, Math.max(FIRST_ASK_MS, elapsed / 2)) * pace);
}
