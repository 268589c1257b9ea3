import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of a publication on TikTok; its sentences are in `words.ts`. */
export const tiktokEvidence = {
  "tiktok.upload_incomplete": ["publishId", "received", "size"],
  "tiktok.failed": ["publishId", "error"],
  "tiktok.all_received": ["publishId", "status"],
  "tiktok.unknown_post": ["publishId"],
  "tiktok.private_not_listed": [],
  "tiktok.listing_not_allowed": [],
  "tiktok.not_listed": [],
  "tiktok.several_listed": ["posts"],
  "tiktok.listed": ["post", "madeAt"],
  "tiktok.processing_failed": ["publishId", "error"],
} as const;

export const evidence = evidenceOf(tiktokEvidence);
