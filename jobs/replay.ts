import type { Clock, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";

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
