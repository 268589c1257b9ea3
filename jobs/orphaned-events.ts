import { listSources } from "#server/features/operations/webhook-repo.ts";
import type { Db } from "#server/features/unit-of-work.ts";

export interface OrphanedBetween {
  /** Received after this and before that; neither is. */
  since: Date;
  before: Date;
  now: Date;
  /** Left alone: whoever asks has them in hand. */
  except: readonly string[];
  limit: number;
}

/**
 * Open events that nobody has in hand and no job is for, nor was one given up: whoever stored them died before they were
 * applied. Walks the index of (source, state, time) over the time asked for.
 */
export async function orphanedEvents(
  db: Db,
  { since, before, now, except, limit }: OrphanedBetween,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM webhook_events e
    WHERE e.source = ANY(${await listSources(db)}::text[])
      AND e.status = ANY('{received,processing,failed}'::"WebhookEventStatus"[])
      AND e."receivedAt" > ${since} AND e."receivedAt" < ${before}
      AND (e."leaseUntil" IS NULL OR e."leaseUntil" <= ${now})
      AND e.id <> ALL(${except}::uuid[])
      AND NOT EXISTS (
        SELECT 1 FROM jobs j
        WHERE j.name = 'webhook.process' AND j.key = e.id::text AND j.status IN ('pending', 'running', 'dead'))
    LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
