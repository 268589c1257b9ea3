import type { Tx } from "./unit-of-work.ts";

/**
 * Held until the transaction ends, one account after the other in the same order: two people who plan for the same
 * account at the same moment see each other's posts, so neither a slot nor the last of a quota is given away twice.
 */
export async function lockPlans(db: Tx["db"], connectionIds: readonly string[]): Promise<void> {
  for (const id of [...new Set(connectionIds)].sort())
    await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`plan:${id}`}, 0))`;
}
