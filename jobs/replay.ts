import type { Clock, Queue } from "#server/core/ports.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";

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
 * replaying twice applies it once.
 */
export function replayWebhookEvent(unitOfWork: UnitOfWork, eventId: string): Promise<boolean> {
  return unitOfWork.run(async (tx) => {
    const reopened = await tx.db.webhookEvent.updateMany({
      where: { id: eventId, status: { in: ["dead", "ignored"] } },
      data: { status: "received", processedAt: null },
    });
    return reopened.count > 0 && tx.ring("webhook.process", { eventId }, { key: eventId });
  });
}
