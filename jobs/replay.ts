import type { Clock, Queue } from "#server/core/ports.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import { lockReplayable, reopenEvents } from "./definitions/webhook-ledger.ts";

export interface ReplayDeps {
  db: Db;
  clock: Clock;
  queue: Pick<Queue, "arm">;
}

/**
 * Gives dead jobs all their tries again, now. Returns how many it was that did so: of two replays of the same job one
 * counts it, and it runs once. The row keeps its id, its key and the error it died of until it ends anew.
 */
export async function replayJobs(
  { db, clock, queue }: ReplayDeps,
  jobIds: readonly string[],
): Promise<number> {
  const runAt = clock.now();
  const rows = await db.$queryRaw<{ jobId: string; name: string }[]>`
    UPDATE jobs SET status = 'pending', attempts = 0, "runAt" = ${runAt}, "finishedAt" = NULL, "armedUntil" = NULL
    WHERE id IN (SELECT id FROM jobs WHERE id = ANY(${jobIds}::uuid[]) AND status = 'dead' ORDER BY id FOR UPDATE)
      AND status = 'dead'
    RETURNING id AS "jobId", name`;
  if (rows.length > 0) await queue.arm(rows.map((row) => ({ ...row, runAt })));
  return rows.length;
}

/** One of them. True once: replaying twice runs it once. */
export const replayJob = async (deps: ReplayDeps, jobId: string): Promise<boolean> =>
  (await replayJobs(deps, [jobId])) === 1;

/**
 * Applies dead webhook events once more, or ones that were ignored before this house knew what to do with them. Returns
 * how many: of two replays of the same event one counts it, and it is applied once. Left out are events whose job is
 * running at this moment, and those whose content has been emptied.
 */
export function replayWebhookEvents(
  unitOfWork: UnitOfWork,
  eventIds: readonly string[],
  now: Date = new Date(),
): Promise<number> {
  return unitOfWork.run(async (tx) => {
    const open = await lockReplayable(tx.db, eventIds);
    const rung = await tx.ringMany(
      "webhook.process",
      open.map((eventId) => ({ key: eventId, payload: { eventId } })),
    );
    return reopenEvents(
      tx.db,
      open.filter((id) => rung.has(id)),
      now,
    );
  });
}

/** One of them. True once: replaying twice applies it once. */
export const replayWebhookEvent = async (
  unitOfWork: UnitOfWork,
  eventId: string,
  now: Date = new Date(),
): Promise<boolean> => (await replayWebhookEvents(unitOfWork, [eventId], now)) === 1;
