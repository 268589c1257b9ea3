import { type AppError, isAppError, toAppError } from "#server/core/errors.ts";
import type { AttemptRow } from "./repo.ts";
import { QUOTA_MS, QUOTA_WAIT_MS, retryWaitMs, TRYING_MS } from "./waits.ts";

/**
 * True when the error of the irreversible call proves that nothing happened: the platform refused, or no byte left the
 * house. Whatever is not provably clean is settled by asking, never by sending again.
 */
export function isCleanRefusal(thrown: unknown): boolean {
  if (!isAppError(thrown) || thrown.ambiguous) return false;
  if ((thrown.status ?? 0) >= 500) return false;
  return thrown.code !== "INTERNAL_ERROR" && thrown.code !== "INVALID_RESPONSE";
}

/** "Already posted" may speak of our own earlier call, whenever one was armed and its answer lost. */
export const mayBeOurOwn = (error: AppError, history: readonly AttemptRow[]): boolean =>
  error.code === "DUPLICATE_CONTENT" && history.some((attempt) => attempt.armedAt !== null);

/** May the same read succeed later? An unexpected error counts as yes: reads do no harm. */
export const isTransient = (thrown: unknown): boolean =>
  !isAppError(thrown) || thrown.retryable || thrown.ambiguous;

export type Decision =
  | { kind: "park" }
  | { kind: "wait"; afterMs: number }
  | { kind: "fail"; gaveUp: boolean };

export interface Trouble {
  thrown: unknown;
  attempt: Pick<AttemptRow, "startedAt">;
  /** Earlier attempts at this revision, newest first. */
  history: readonly AttemptRow[];
  now: Date;
  pace: number;
  random: () => number;
}

/** A bug of ours is not cured by a day of trying. */
const UNEXPECTED_TRIES = 5;

/** What becomes of a target whose preparation failed, before anything irreversible. */
export function decide({ thrown, attempt, history, now, pace, random }: Trouble): Decision {
  const error = toAppError(thrown);
  if (error.code === "NEEDS_RECONNECT") return { kind: "park" };
  const streak = inARow(history);
  const since = (streak.at(-1) ?? attempt).startedAt;
  const quota = error.code === "QUOTA_EXHAUSTED";
  const limitMs = (quota ? QUOTA_MS : TRYING_MS) * pace;
  const gaveUp = now.getTime() - since.getTime() >= limitMs;
  const unexpected = !isAppError(thrown);
  if (unexpected && streak.length + 1 >= UNEXPECTED_TRIES) return { kind: "fail", gaveUp: false };
  if (!quota && !error.retryable && !error.ambiguous && !unexpected) return { kind: "fail", gaveUp: false };
  if (gaveUp) return { kind: "fail", gaveUp: true };
  const asked = (error.retryAfterMs ?? (quota ? QUOTA_WAIT_MS : 0)) * pace;
  return { kind: "wait", afterMs: Math.max(asked, retryWaitMs(streak.length + 1, pace, random)) };
}

/** The attempts that failed one after the other just before this one; a mended connection begins a new row. */
function inARow(history: readonly AttemptRow[]): AttemptRow[] {
  const end = history.findIndex(
    (attempt) => attempt.outcome !== "retry" || attempt.errorCode === "NEEDS_RECONNECT",
  );
  return history.slice(0, end < 0 ? history.length : end);
}

/** A platform that keeps saying "begin anew" is not going to take it. */
export const MOST_RESTARTS = 5;
export const restartsOf = (history: readonly AttemptRow[]): number =>
  inARow(history).filter((attempt) => attempt.evidence !== null && attempt.errorCode === null).length;

/** How often a call may be made again after it was proven never to have happened. */
export const MOST_LOST_CALLS = 5;
export const lostCallsOf = (history: readonly AttemptRow[]): number =>
  history.filter((attempt) => attempt.outcome === "lost" && attempt.armedAt !== null).length;
