import { ringPublish } from "#server/features/publish-job.ts";
import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";

/**
 * Wakes everything that stands still because this connection was broken: parked targets go on where they stopped, and
 * unconfirmed ones are asked about at once. Call it in the transaction that stores the new grant. Returns how many.
 */
export async function resumeParked(tx: Tx, connectionId: string, now: Date = new Date()): Promise<number> {
  const targets = await tx.db.postTarget.findMany({
    where: {
      connectionId,
      post: { deletedAt: null },
      status: { in: ["waiting", "unknown", "publishing"] },
      errorCode: "NEEDS_RECONNECT",
    },
    select: { id: true, workspaceId: true, postId: true, revision: true, fence: true },
    orderBy: { id: "asc" },
  });
  if (targets.length === 0) return 0;
  await tx.db.postTarget.updateMany({
    where: { id: { in: targets.map((target) => target.id) } },
    data: { nextCheckAt: now },
  });
  await recordTimeline(
    tx,
    targets.map((target) => ({
      workspaceId: target.workspaceId,
      postId: target.postId,
      targetId: target.id,
      type: "publish.resumed",
      at: now,
    })),
  );
  for (const target of targets) {
    await ringPublish(tx, target);
    tx.emit({ workspaceId: target.workspaceId, type: "post.changed", id: target.postId });
  }
  return targets.length;
}
