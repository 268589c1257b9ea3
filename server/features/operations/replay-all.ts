import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Position, Slice } from "./list-repo.ts";

/** Rows per transaction: short locks, and quick to begin with. */
const BATCH = 1_000;
/** A request ends before whatever stands in front of us gives up on it; the caller comes again. */
const WITHIN_MS = 15_000;

interface Matching {
  count(limit: number): Promise<number>;
  list(slice: Slice): Promise<Position[]>;
  /** How many were opened again. */
  replay(ids: readonly string[]): Promise<number>;
}

interface Confirmation {
  confirmed: number;
  until: Date;
  cursor?: string | null | undefined;
}

/**
 * Opens everything again that matches, from the newest to the oldest, each row once: what dies again meanwhile lies
 * behind. Throws CONFLICT, and replays nothing, when there is more than the person was shown.
 */
export async function replayAll(
  clock: Clock,
  { confirmed, until, cursor }: Confirmation,
  { count, list, replay }: Matching,
): Promise<{ replayed: number; next: string | null }> {
  if (!cursor && (await count(confirmed + 1)) > confirmed)
    throw new AppError("CONFLICT", "more than were shown", { userMessage: "MORE_THAN_SHOWN" });
  const begun = clock.now().getTime();
  let after = positionOf(cursor);
  let replayed = 0;
  for (;;) {
    const found = await list({ after, until, limit: BATCH });
    if (found.length > 0) replayed += await replay(found.map(({ id }) => id));
    after = found.at(-1);
    if (!after || found.length < BATCH) return { replayed, next: null };
    if (clock.now().getTime() - begun >= WITHIN_MS) return { replayed, next: cursorOf(after) };
  }
}

/** A place in a list, as callers hand it back. */
export const cursorOf = ({ at, id }: Position): string => `${at.toISOString()}_${id}`;

export function positionOf(cursor: string | null | undefined): Position | undefined {
  if (!cursor) return undefined;
  const [at = "", id = ""] = cursor.split("_");
  if (Number.isNaN(Date.parse(at))) throw new AppError("BAD_REQUEST", "no such place in the list");
  return { at: new Date(at), id };
}
