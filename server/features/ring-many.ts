import { type JobName, type JobPayload, jobContracts } from "#jobs/contracts.ts";
import type { Prisma } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";

/** One job to ring: its key, what it is for, and whose it is. */
export interface Ring<N extends JobName> {
  key: string;
  payload: JobPayload<N>;
  workspaceId?: string;
}

/**
 * `Tx.ring` for many of one kind in one statement. Returns the rows that will run; those of the others are running at
 * this moment, or were canceled. Sorted by key, so that two of these never wait for each other in a circle.
 */
export async function ringRows<N extends JobName>(
  db: Prisma.TransactionClient,
  now: Date,
  name: N,
  rings: readonly Ring<N>[],
): Promise<{ id: string; key: string }[]> {
  const contract = jobContracts[name];
  const unique = [...new Map(rings.map((ring) => [ring.key, ring])).values()];
  if (unique.length === 0) return [];
  return db.$queryRaw<{ id: string; key: string }[]>`
    INSERT INTO jobs (id, name, key, "workspaceId", payload, "runAt", "maxAttempts", "createdAt")
    SELECT id, ${name}, key, nullif(workspace, ''), payload, ${now}::timestamp, ${contract.maxAttempts}::int, ${now}::timestamp
    FROM unnest(${unique.map(() => newId())}::uuid[], ${unique.map(({ key }) => key)}::text[],
                ${unique.map(({ workspaceId }) => workspaceId ?? "")}::text[],
                ${unique.map(({ payload }) => JSON.stringify(contract.payload.parse(payload)))}::jsonb[])
           AS rung (id, key, workspace, payload)
    ORDER BY key
    ON CONFLICT (name, key) DO UPDATE
      SET status = 'pending', "runAt" = excluded."runAt", attempts = 0, "finishedAt" = NULL, "armedUntil" = NULL
      WHERE jobs.status IN ('pending', 'done', 'dead')
    RETURNING id, key`;
}
