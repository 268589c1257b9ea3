import { ringPublish } from "#server/features/publish-job.ts";
import { recordTimeline, type TimelineEntry } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { EffectResult, PublicationNews, PublicationNotice } from "#server/webhooks/effects.ts";
import { adoptHandle, findByHandle, findUnnamed, type ReportedTarget, wasTold } from "./repo.ts";

/**
 * A platform says something about a publication: it is written into the timeline, and a target that is not settled is
 * asked about now. What was said is a hint, never a proof: only the platform's own answer settles. The same event again
 * changes nothing.
 */
export async function settlePublication(
  tx: Tx,
  notice: PublicationNotice,
  now: Date = new Date(),
): Promise<EffectResult> {
  const named = await findByHandle(tx.db, notice);
  const targets = named.length > 0 ? named : await adopt(tx, notice, now);
  for (const target of targets) {
    if (await wasTold(tx.db, target, notice.event.id)) continue;
    await record(tx, target, notice, now);
    await react(tx, target, notice, now);
  }
  return targets.length > 0 ? "applied" : "unknown";
}

/**
 * What a notice leaves in the timeline of a target it names, at the time the network gives: news comes late, and in any
 * order.
 */
export function noticeEntry(
  { workspaceId, postId, id: targetId }: { workspaceId: string; postId: string; id: string },
  { event, handle }: PublicationNotice,
  now: Date,
): TimelineEntry {
  const at = event.occurredAt !== null && event.occurredAt < now ? event.occurredAt : now;
  const data = {
    eventId: event.id,
    event: event.type,
    ids: `${handle.name} ${handle.value}`,
    ...(event.remoteId === undefined ? {} : { remoteId: event.remoteId }),
    ...(event.reason === undefined ? {} : { providerCode: event.reason }),
  };
  return { workspaceId, postId, targetId, type: `publish.webhook_${event.news}`, data, at };
}

async function record(tx: Tx, target: ReportedTarget, notice: PublicationNotice, at: Date): Promise<void> {
  await recordTimeline(tx, [noticeEntry(target, notice, at)]);
  tx.emit({ workspaceId: target.workspaceId, type: "post.changed", id: target.postId });
}

async function react(tx: Tx, target: ReportedTarget, notice: PublicationNotice, now: Date): Promise<void> {
  const { remoteId } = notice.event;
  const { id, workspaceId, status } = target;
  if (status === "live" && target.remoteId === null && remoteId !== undefined)
    await tx.db.postTarget.updateMany({ where: { id, workspaceId, remoteId: null }, data: { remoteId } });
  if (status !== "publishing" && status !== "unknown") return;
  const { count } = await tx.db.postTarget.updateMany({
    where: { id, workspaceId, status: { in: ["publishing", "unknown"] } },
    data: { nextCheckAt: now },
  });
  if (count === 1) await ringPublish(tx, target);
}

/** Words of a platform that can only be about a call of ours that arrived. */
const ARRIVED: readonly PublicationNews[] = ["complete", "delivered", "public"];

/**
 * A call whose answer was lost left no id to ask by. Publish ids are given out to calls of this app alone: when one
 * comes in that nobody knows, and exactly one target of the account can be meant, it is that one's.
 */
async function adopt(tx: Tx, notice: PublicationNotice, now: Date): Promise<ReportedTarget[]> {
  const { handle, event } = notice;
  if (handle.name !== "publishId" || !ARRIVED.includes(event.news)) return [];
  const [only, another] = await findUnnamed(tx.db, notice, event.occurredAt ?? now);
  if (!only || another || only.status !== "unknown") return [];
  return (await adoptHandle(tx.db, only, handle)) ? [only] : [];
}
