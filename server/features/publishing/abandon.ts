import { AppError } from "#server/core/errors.ts";
import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { failedNews, unknownNews } from "./news.ts";
import { failedNotice, unconfirmedNotice } from "./notices.ts";
import { settledParts } from "./parts.ts";
import { type ClaimRow, claimRow, closeAttempts, findForClaim } from "./repo.ts";
import type { PublishDeps } from "./run.ts";
import { errorColumns, labelOf } from "./settle.ts";

const IN_WORK: readonly string[] = ["scheduled", "publishing", "waiting", "unknown"];

/**
 * The alarm of a target is dead. Before the irreversible call the target has failed; after it it stays unknown, and a
 * person may ask again. A live worker's target is left alone.
 */
export async function abandonTarget(
  deps: PublishDeps,
  { targetId, revision }: { targetId: string; revision: number },
  failure: { code: string },
): Promise<void> {
  const row = await findForClaim(deps.db, targetId);
  const now = deps.clock.now();
  if (!row || row.revision !== revision || !IN_WORK.includes(row.status)) return;
  if (row.leaseUntil && row.leaseUntil > now) return;
  await deps.work.run((tx) =>
    row.armedAt ? leaveUnknown(deps, tx, row, now) : giveUp(deps, tx, row, failure, now),
  );
}

async function giveUp(
  deps: PublishDeps,
  tx: Tx,
  row: ClaimRow,
  failure: { code: string },
  now: Date,
): Promise<void> {
  const error = new AppError("INTERNAL_ERROR", `the job is dead: ${failure.code}`);
  const taken = await claimRow(tx.db, row, now, {
    ...errorColumns(error),
    status: "failed",
    fence: row.fence + 1,
    leaseUntil: null,
    nextCheckAt: null,
  });
  if (!taken) return;
  await closeAttempts(tx.db, row.id, { outcome: "failed", finishedAt: now, errorCode: error.code });
  await tell(tx, row, now, "publish.failed", { code: error.code, reason: error.userMessage });
  await deps.notifications.notify(tx, failedNotice(row, labelOf(deps, row), error));
  await tx.announce(failedNews(row, error, settledParts(row.publicParts).length));
}

async function leaveUnknown(deps: PublishDeps, tx: Tx, row: ClaimRow, now: Date): Promise<void> {
  const taken = await claimRow(tx.db, row, now, {
    status: "unknown",
    fence: row.fence + 1,
    leaseUntil: null,
    nextCheckAt: null,
  });
  if (!taken) return;
  await tell(tx, row, now, "publish.unconfirmed", row.evidence ? { evidence: row.evidence } : {});
  await deps.notifications.notify(tx, unconfirmedNotice(row, labelOf(deps, row)));
  await tx.announce(unknownNews(row, row.armedAt ?? now));
}

async function tell(
  tx: Tx,
  row: ClaimRow,
  at: Date,
  type: string,
  data: Record<string, string>,
): Promise<void> {
  const { workspaceId, postId, id: targetId } = row;
  await recordTimeline(tx, [{ workspaceId, postId, targetId, type, data, at }]);
  tx.emit({ workspaceId, type: "post.changed", id: postId });
}
