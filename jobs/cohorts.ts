import { waitingKinds } from "./contracts.ts";
import type { Claim, Ledger } from "./ledger.ts";

/** So many tries are counted in one statement, when the first of them has its place: a few early, none of them late. */
const COHORT = 32;

export interface Member {
  claim: Claim;
  /** Resolves when the try is counted; to false when the row is no longer ours. Call it when the job has its place. */
  begun(): Promise<boolean>;
}

/** A claim for itself. */
export const alone = (ledger: Pick<Ledger, "begin">, claim: Claim): Member =>
  member(claim, () => ledger.begin([claim]));

/** Counts the tries of claims of one kind as their turn comes. Those of other kinds were counted with the claim. */
export function inCohorts(ledger: Pick<Ledger, "begin">, claims: readonly Claim[]): Member[] {
  const counts = new Map<number, Promise<Set<string>>>();
  const count = (nth: number): Promise<Set<string>> => {
    const counted = counts.get(nth) ?? ledger.begin(claims.slice(nth * COHORT, (nth + 1) * COHORT));
    counts.set(nth, counted);
    return counted;
  };
  return claims.map((claim, index) => member(claim, () => count(Math.floor(index / COHORT))));
}

const member = (claim: Claim, count: () => Promise<Set<string>>): Member => ({
  claim,
  begun: async () => !waitingKinds.includes(claim.name) || (await count()).has(claim.id),
});
