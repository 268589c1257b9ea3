import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of a post on Mastodon; its sentences are in `words.ts`. */
export const mastodonEvidence = {
  "mastodon.listed": ["post", "madeAt"],
  "mastodon.not_listed": ["looked"],
  "mastodon.several_listed": ["posts"],
  "mastodon.not_visible": [],
  "mastodon.media_stuck": ["media"],
} as const;

export const evidence = evidenceOf(mastodonEvidence);
