import { recordTimeline, type TimelineData } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { lateNotice } from "./notices.ts";
import { settledParts } from "./parts.ts";
import { type ClaimRow, claimRow, closeAttempts } from "./repo.ts";
import type { PublishDeps } from "./run.ts";
import { CLEAR_ERROR, labelOf } from "./settle.ts";

/**
 * Posts whose time passed while nothing could be sent: the machine was off, the database down, the network away, the
 * account waited for its reconnect. What becomes of them is the post's late policy.
 */

const MINUTE_MS = 60_000;
/** Later than this is another moment than the one that was chosen. */
export const LATE_AFTER_MS = 15 * MINUTE_MS;
/** A post that goes out at once still asks when its account came back this much later: a login publishes no old news. */
export const LATE_AFTER_RECONNECT_MS = 3 * 24 * 60 * MINUTE_MS;

/** How far past its moment the target would begin now; 0 and less is in time. */
function lateBy(row: ClaimRow, now: Date): number {
  const moments = [row.scheduledAt, row.goAheadAt];
  // What was begun in time is late only by what it stood still since, not by what its preparation takes.
  if (row.status === "publishing") moments.push(row.leaseUntil, row.nextCheckAt);
  const latest = Math.max(...moments.map((moment) => moment?.getTime() ?? 0));
  return latest === 0 ? 0 : now.getTime() - latest;
}

/** Must a person decide before this target goes on? Never once a part of it is public, or may be. */
export function isHeldBack(row: ClaimRow, now: Date, pace: number): boolean {
  if (row.armedAt || row.status === "unknown" || settledParts(row.publicParts).length > 0) return false;
  if (row.post.latePolicy !== "publish") return lateBy(row, now) > LATE_AFTER_MS * pace;
  return row.errorCode === "NEEDS_RECONNECT" && lateBy(row, now) > LATE_AFTER_RECONNECT_MS * pace;
}

/** Holds the target for its people. False when another worker was quicker. */
export async function hold(deps: PublishDeps, tx: Tx, row: ClaimRow, now: Date): Promise<boolean> {
  const taken = await claimRow(tx.db, row, now, {
    ...CLEAR_ERROR,
    status: "held",
    fence: row.fence + 1,
    leaseUntil: null,
    nextCheckAt: null,
  });
  if (!taken) return false;
  await closeAttempts(tx.db, row.id, { outcome: "lost", finishedAt: now });
  const { workspaceId, postId, id: targetId } = row;
  const late: TimelineData = row.scheduledAt ? { planned: row.scheduledAt.toISOString() } : {};
  await recordTimeline(tx, [{ workspaceId, postId, targetId, type: "publish.held", data: late, at: now }]);
  tx.emit({ workspaceId, type: "post.changed", id: postId });
  if (row.post.latePolicy !== "park")
    await deps.notifications.notify(tx, lateNotice(row, labelOf(deps, row)));
  return true;
}
