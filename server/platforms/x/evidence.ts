import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of a publication on X; its sentences are in `words.ts`. */
export const xEvidence = {
  "x.listed": ["post", "madeAt"],
  "x.media_listed": ["post", "madeAt"],
  "x.not_listed": [],
  "x.not_listed_yet": [],
  "x.several_listed": ["posts"],
  "x.media_failed": ["media", "error"],
} as const;

export const evidence = evidenceOf(xEvidence);
