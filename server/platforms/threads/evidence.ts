import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of a post on Threads. */
export const threadsEvidence = {
  "threads.nothing_prepared": [],
  "threads.ready_unpublished": ["container"],
  "threads.no_longer_usable": ["container", "status"],
  "threads.undecided": ["container", "status"],
  "threads.published": ["container", "post"],
  "threads.published_not_found": ["container"],
  "threads.preparation_failed": ["container", "status", "error"],
} as const;

export const evidence = evidenceOf(threadsEvidence);
