import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of a publication on Instagram; its sentences are in `words.ts`. */
export const instagramEvidence = {
  "instagram.nothing_prepared": [],
  "instagram.ready_unpublished": ["container"],
  "instagram.no_longer_usable": ["container", "status"],
  "instagram.undecided": ["container", "status"],
  "instagram.published": ["container", "post"],
  "instagram.published_not_found": ["container"],
  "instagram.comment_listed": ["comment"],
  "instagram.comment_not_listed": ["post"],
  "instagram.preparation_failed": ["container", "status", "error"],
} as const;

export const evidence = evidenceOf(instagramEvidence);
