import { evidenceOf } from "#server/core/evidence.ts";

/** How we know what became of something sent to OnlyFans; its sentences are in `words.ts`. */
export const onlyfansEvidence = {
  "onlyfans.listed": ["item", "madeAt"],
  "onlyfans.not_listed": [],
  "onlyfans.several_listed": ["items"],
  "onlyfans.list_too_short": [],
  "onlyfans.key_expired": [],
  "onlyfans.mass_failed": ["item"],
  "onlyfans.mass_on_its_way": ["item"],
} as const;

export const evidence = evidenceOf(onlyfansEvidence);
