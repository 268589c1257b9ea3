import type { Handles, Live } from "#server/platforms/platform.ts";
import type { AttemptRow, TargetChange } from "./repo.ts";

/** What several irreversible calls have made public of one post, as the target's row keeps it. Pure. */

/** One settled call: a part of a thread, a first comment. */
export interface SettledPart extends Live {
  /** ISO 8601. */
  at: string;
  /** Of the newest part alone: the handles as they stood when it was settled. A retry goes on from them. */
  handles?: Handles;
}

/** `publicParts` of a row. */
export const settledParts = (stored: unknown): SettledPart[] =>
  Array.isArray(stored) ? (stored as SettledPart[]) : [];

/** `publicParts` for a row. */
export const storedParts = (parts: readonly SettledPart[]) => parts.map((part) => ({ ...part }));

/** The parts with one more, which alone keeps its handles. */
export const withPart = (parts: readonly SettledPart[], part: SettledPart): SettledPart[] => [
  ...parts.map(({ handles: _, ...earlier }) => earlier),
  part,
];

/** When the first part went out; undefined where one call makes it all. */
export const publishedSince = ([first]: readonly SettledPart[]): Date | undefined =>
  first ? new Date(first.at) : undefined;

/** The attempts that speak of the part in hand: what was lost or refused before the last settled one is over. */
export function sinceLastPart(attempts: AttemptRow[], parts: readonly SettledPart[]): AttemptRow[] {
  const last = parts.at(-1);
  if (!last) return attempts;
  const since = new Date(last.at);
  return attempts.filter((attempt) => attempt.finishedAt !== null && attempt.finishedAt > since);
}

/** What a person's retry sets: the parts that are out stay out, and what was prepared for the next is made anew. */
export const afterSettledParts = (stored: unknown): Pick<TargetChange, "handles"> => ({
  handles: settledParts(stored).at(-1)?.handles ?? {},
});
