import type { TFunction } from "i18next";

/** What the ledger says of an event that caused nothing, and the name of its words. `{what}` stays as it came. */
const SAID: readonly [pattern: RegExp, key: string][] = [
  [/^nothing of ours is meant$/, "notOurs"],
  [/^it is about no account that is connected here$/, "noAccount"],
  [/^applied before, or pruned$/, "before"],
  [/^nothing acts on (?<what>.+?)(?: yet)?$/, "nothingActs"],
  [/^it names no (?<what>\w+)$/, "incomplete"],
  [/^somebody else's post mentions the account$/, "mention"],
  [/^the account's own list tells what is there$/, "toldByList"],
  [/^another (?:is at it|took it over)$/, "elsewhere"],
];

/** The reader's words for what the ledger says; errors of others stay as they came. */
export function reasonInWords(t: TFunction<"operations">, said: string): string {
  for (const [pattern, key] of SAID) {
    const found = pattern.exec(said);
    if (found) return t(`operations:reason.${key}` as "reason.notOurs", { ...found.groups });
  }
  return said;
}
