import type { Clock } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import type { Claim } from "./ledger.ts";

type Settled = Pick<Claim, "id" | "fence" | "attempts">;

interface Waiting {
  claim: Settled;
  settled: (ours: boolean) => void;
  failed: (error: unknown) => void;
}

const MOST_AT_ONCE = 500;
/** While one batch is on its way to the disk, the next gathers; a third would only make both smaller. */
const IN_FLIGHT = 2;

/**
 * Records finished claims, those that finish together in one statement and one commit: at thousands of short jobs a
 * second the disk's sync is the price, and it is paid per batch. False where the row is no longer ours.
 */
export function createSettler({ db, clock }: { db: Db; clock: Clock }): {
  done(claim: Settled): Promise<boolean>;
} {
  let waiting: Waiting[] = [];
  let flying = 0;

  async function write(batch: Waiting[]): Promise<void> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE jobs SET status = 'done', attempts = mine.attempts, "lastError" = NULL, "lastErrorCode" = NULL, "finishedAt" = ${clock.now()}::timestamp,
             "leaseUntil" = NULL, "armedUntil" = NULL
      FROM unnest(${batch.map(({ claim }) => claim.id)}::uuid[], ${batch.map(({ claim }) => claim.fence)}::int[],
                  ${batch.map(({ claim }) => claim.attempts)}::int[]) AS mine (id, fence, attempts)
      WHERE jobs.id = mine.id AND jobs.status = 'running' AND jobs.fence = mine.fence
      RETURNING jobs.id`;
    const ours = new Set(rows.map(({ id }) => id));
    for (const { claim, settled } of batch) settled(ours.has(claim.id));
  }

  function fly(): void {
    while (flying < IN_FLIGHT && waiting.length > 0) {
      const batch = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      flying += 1;
      write(batch)
        .catch((error: unknown) => {
          for (const { failed } of batch) failed(error);
        })
        .finally(() => {
          flying -= 1;
          fly();
        });
    }
  }

  return {
    done: (claim) =>
      new Promise((settled, failed) => {
        waiting.push({ claim, settled, failed });
        // Whatever finishes in the same turn of the loop goes together.
        queueMicrotask(fly);
      }),
  };
}
