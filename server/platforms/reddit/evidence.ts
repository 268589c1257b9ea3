import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of a publication on Reddit; its sentences are in `words.ts`. */
export const redditEvidence = {
  "reddit.listed": ["post", "madeAt"],
  "reddit.listed_removed": ["post", "by"],
  "reddit.not_listed": ["posts"],
  "reddit.several_listed": ["posts"],
  "reddit.too_many_listed": ["posts"],
  "reddit.still_processing": [],
  "reddit.comment_listed": ["comment"],
  "reddit.comment_not_listed": ["post"],
} as const;

export const evidence = evidenceOf(redditEvidence);
