import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { type AssistedFlavor, assistedBy } from "#server/platforms/connect.ts";
import { assistedNotice } from "./notices.ts";
import { type ClaimRow, claimRow, closeAttempts } from "./repo.ts";
import type { PublishDeps } from "./run.ts";
import { CLEAR_ERROR, labelOf } from "./settle.ts";

/**
 * Accounts we do not send for. What is due on one becomes a task: its people get it ready to copy, send it on the network
 * themselves, and say so. Nothing is called, nothing is armed.
 */

export const assistanceOf = (
  deps: Pick<PublishDeps, "platform">,
  { connection: { platform, flavor } }: { connection: { platform: string; flavor: string } },
): AssistedFlavor | undefined => assistedBy(deps.platform(platform), flavor);

/** Makes the target a task, once per revision. False when another worker was quicker. */
export async function handOver(deps: PublishDeps, tx: Tx, row: ClaimRow, now: Date): Promise<boolean> {
  const taken = await claimRow(tx.db, row, now, {
    ...CLEAR_ERROR,
    status: "assisted",
    fence: row.fence + 1,
    leaseUntil: null,
    nextCheckAt: null,
    evidence: null,
  });
  if (!taken) return false;
  await closeAttempts(tx.db, row.id, { outcome: "lost", finishedAt: now });
  const { workspaceId, postId, id: targetId } = row;
  await recordTimeline(tx, [{ workspaceId, postId, targetId, type: "publish.handed_over", at: now }]);
  tx.emit({ workspaceId, type: "post.changed", id: postId });
  await deps.notifications.notify(tx, assistedNotice(row, labelOf(deps, row)));
  return true;
}
