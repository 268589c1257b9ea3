import type { Announcement } from "#server/features/outgoing/schema.ts";
import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { TokensDeps } from "./deps.ts";
import { type ConnectionRow, countTargetsAtRisk, insertRotation, markLost, parkDueTargets } from "./repo.ts";

/**
 * The grant of this version is gone: the connection says so, posts whose time has come wait, and the people of the
 * workspace are told which account it is and how many posts depend on it. False when a newer grant is in place.
 */
export async function reportLost(
  deps: TokensDeps,
  tx: Tx,
  row: { id: string; tokenVersion: number },
  reason: string,
): Promise<boolean> {
  const lost = await markLost(tx.db, row, reason);
  if (!lost) return false;
  const now = deps.clock.now();
  const { workspaceId, id, tokenVersion } = lost;
  await insertRotation(tx.db, {
    workspaceId,
    connectionId: id,
    kind: "failed",
    version: tokenVersion,
    detail: reason,
    at: now,
  });
  const parked = await parkDueTargets(tx.db, lost, now);
  await recordTimeline(
    tx,
    parked.map((target) => ({
      workspaceId,
      postId: target.postId,
      targetId: target.id,
      type: "publish.parked",
      data: { step: "session", code: "NEEDS_RECONNECT", reason: "NEEDS_RECONNECT" },
      at: now,
    })),
  );
  for (const { postId } of parked) tx.emit({ workspaceId, type: "post.changed", id: postId });
  await deps.notifications.notify(tx, {
    workspaceId,
    type: "connection.needs_reconnect",
    severity: "error",
    params: {
      network: deps.platforms.get(lost.platform)?.label ?? lost.platform,
      handle: lost.handle,
      count: await countTargetsAtRisk(tx.db, lost),
    },
    href: `/accounts/${id}`,
    dedupeKey: `connection.needs_reconnect:${id}:${tokenVersion}`,
    mail: true,
  });
  await tx.announce({
    ...{ workspaceId, type: "connection.needs_reconnect", cause: `${id}:${tokenVersion}` },
    data: { account: { id, network: lost.platform, handle: lost.handle }, reason },
  });
  tx.emit({ workspaceId, type: "connection.changed", id });
  return true;
}

/** For the workspace's own webhooks: an account that had to be connected again works. */
export const recoveredNews = (
  { id, workspaceId, platform, handle }: Pick<ConnectionRow, "id" | "workspaceId" | "platform" | "handle">,
  tokenVersion: number,
): Announcement => ({
  ...{ workspaceId, type: "connection.recovered", cause: `${id}:${tokenVersion}` },
  data: { account: { id, network: platform, handle } },
});
