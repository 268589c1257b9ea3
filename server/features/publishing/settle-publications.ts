import { publishJobKey } from "#server/features/publish-job.ts";
import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { PublicationNotice } from "#server/webhooks/effects.ts";
import { findNamed, nameLive, type WokenTarget, wakeUnsettled } from "./reported-repo.ts";
import { noticeEntry } from "./settle-publication.ts";

/**
 * `settlePublication` for many notices, in a handful of statements however many they are. One that names no target of
 * ours by its handle is left over: whose it may be is for a run of its own to find out.
 */
export async function settlePublications(
  tx: Tx,
  notices: readonly PublicationNotice[],
  now: Date = new Date(),
): Promise<("applied" | undefined)[]> {
  if (notices.length === 0) return [];
  const named = (await findNamed(tx.db, notices)).flatMap((target) => {
    const notice = notices[target.index];
    return notice ? [{ target, notice }] : [];
  });
  const news = named.filter(({ target }) => !target.told);
  await recordTimeline(
    tx,
    news.map(({ target, notice }) => noticeEntry(target, notice, now)),
  );
  await nameLive(tx.db, [...firstIds(news)]);
  await wake(tx, [...new Set(news.map(({ target }) => target.id))], now);
  const posts = new Map(news.map(({ target }) => [target.postId, target.workspaceId]));
  for (const [id, workspaceId] of posts) tx.emit({ workspaceId, type: "post.changed", id });
  const known = new Set(named.map(({ target }) => target.index));
  return notices.map((_, index) => (known.has(index) ? "applied" : undefined));
}

/** Of several ids told of one target the first counts. */
function firstIds(
  news: readonly { target: { id: string }; notice: PublicationNotice }[],
): Iterable<{ targetId: string; remoteId: string }> {
  const first = new Map<string, { targetId: string; remoteId: string }>();
  for (const { target, notice } of news) {
    const { remoteId } = notice.event;
    if (remoteId !== undefined && !first.has(target.id))
      first.set(target.id, { targetId: target.id, remoteId });
  }
  return first.values();
}

/** A running alarm has read the target already: a second one is set beside it, as `ringPublish` does. */
async function wake(tx: Tx, targetIds: readonly string[], now: Date): Promise<void> {
  const woken = await wakeUnsettled(tx.db, targetIds, now);
  const ring = (targets: readonly WokenTarget[], keyOf: (target: WokenTarget) => string) =>
    tx.ringMany(
      "publish.target",
      targets.map((target) => ({
        key: keyOf(target),
        payload: { targetId: target.id, revision: target.revision },
        workspaceId: target.workspaceId,
      })),
    );
  if (woken.length === 0) return;
  const rung = await ring(woken, publishJobKey);
  const running = woken.filter((target) => !rung.has(publishJobKey(target)));
  if (running.length > 0) await ring(running, (target) => `${publishJobKey(target)}:${target.fence}`);
}
