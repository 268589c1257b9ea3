import type { Clock, Queue } from "#server/core/ports.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";
import { lockReplayable, reopenEvent } from "./definitions/webhook-ledger.ts";

/**
 * Gives a dead job all its tries again, now. True once: replaying twice runs it once. The row keeps its id, its key and
 * the error it died of until it ends anew.
 */
export async function replayJob(
  { db, clock, queue }: { db: Db; clock: Clock; queue: Pick<Queue, "arm"> },
  jobId: string,
): Promise<boolean> {
  const runAt = clock.now();
  const [row] = await db.job.updateManyAndReturn({
    where: { id: jobId, status: "dead" },
    data: { status: "pending", attempts: 0, runAt, finishedAt: null, armedUntil: null },
    select: { name: true },
  });
  if (!row) return false;
  await queue.arm([{ jobId, name: row.name, runAt }]);
  return true;
}

/**
 * Applies a dead webhook event once more, or one that was ignored before this house knew what to do with it. True once:
 * replaying twice applies it once. False, and nothing changed, while its job is running at this moment.
 */
export function replayWebhookEvent(
  unitOfWork: UnitOfWork,
  eventId: string,
  now: Date = new Date(),
): Promise<boolean> {
  return unitOfWork.run(async (tx) => {
    if (!(await lockReplayable(tx.db, eventId))) return false;
    const rung = await tx.ring("webhook.process", { eventId }, { key: eventId });
    return rung && reopenEvent(tx.db, eventId, now);
  });
}
