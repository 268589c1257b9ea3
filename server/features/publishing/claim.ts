import { evidence } from "#server/core/evidence.ts";
import { recordTimeline } from "#server/features/timeline.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { Handles } from "#server/platforms/platform.ts";
import { assistanceOf, handOver } from "./assisted.ts";
import { hold, isHeldBack } from "./late.ts";
import { LEASE_MS } from "./lease.ts";
import { unknownNews } from "./news.ts";
import { settledParts, sinceLastPart } from "./parts.ts";
import {
  type AttemptRow,
  type ClaimRow,
  claimRow,
  findForClaim,
  insertAttempt,
  NO_PARAMS,
  type TargetChange,
  updateAttempt,
} from "./repo.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";

export type Claim = { run: Run } | { result: PublishResult };

const DIED_EARLY = evidence("service.interrupted_before_sending");
const DIED_ARMED = evidence("service.interrupted_while_sending");

/**
 * Takes the target for one worker, by compare-and-set on status, revision, fence and lease. Whoever comes second, too
 * early or with an older revision is told what to do instead.
 */
export async function claimTarget(deps: PublishDeps, targetId: string, revision: number): Promise<Claim> {
  const row = await findForClaim(deps.db, targetId);
  const closed = closedBecause(row, revision);
  if (closed || !row) return { result: { outcome: "done", note: closed ?? "no such target" } };
  const now = deps.clock.now();
  const later = notBefore(row, now);
  if (later) return { result: { outcome: "again", ...later } };
  if (assistanceOf(deps, row) && row.connection.status === "active") return giveToPeople(deps, row, now);
  if (isHeldBack(row, now, deps.pace)) return holdBack(deps, row, now);
  deps.faults.hit("publish:before:commit:claim");
  const run = await deps.work.run((tx) => take(tx, row, now));
  if (!run) return claimedByAnother(now);
  deps.faults.hit("publish:after:commit:claim");
  return { run };
}

const claimedByAnother = (now: Date): Claim => ({
  result: { outcome: "again", at: new Date(now.getTime() + LEASE_MS), note: "claimed by another" },
});

async function holdBack(deps: PublishDeps, row: ClaimRow, now: Date): Promise<Claim> {
  deps.faults.hit("publish:before:commit:hold");
  const held = await deps.work.run((tx) => hold(deps, tx, row, now));
  deps.faults.hit("publish:after:commit:hold");
  return held ? { result: { outcome: "done", note: "held for a person to decide" } } : claimedByAnother(now);
}

async function giveToPeople(deps: PublishDeps, row: ClaimRow, now: Date): Promise<Claim> {
  deps.faults.hit("publish:before:commit:hand_over");
  const given = await deps.work.run((tx) => handOver(deps, tx, row, now));
  deps.faults.hit("publish:after:commit:hand_over");
  return given ? { result: { outcome: "done", note: "a task for its people" } } : claimedByAnother(now);
}

function closedBecause(row: ClaimRow | null, revision: number): string | undefined {
  if (!row || row.post.deletedAt) return "gone";
  if (row.revision !== revision) return "outdated";
  switch (row.status) {
    case "draft":
    case "live":
    case "failed":
    case "canceled":
    case "held":
    case "assisted":
    case "removed":
      return row.status;
    case "waiting":
    case "unknown":
      return row.nextCheckAt === null && row.leaseUntil === null
        ? `${row.status}, until somebody rings`
        : undefined;
    case "scheduled":
    case "publishing":
      return undefined;
  }
}

function notBefore(row: ClaimRow, now: Date): { at: Date; note: string } | undefined {
  if (row.leaseUntil && row.leaseUntil > now) return { at: row.leaseUntil, note: "another worker has it" };
  if (row.status === "scheduled" && row.scheduledAt && row.scheduledAt > now)
    return { at: row.scheduledAt, note: "too early" };
  if (row.nextCheckAt && row.nextCheckAt > now) return { at: row.nextCheckAt, note: "too early" };
  return undefined;
}

async function take(tx: Tx, row: ClaimRow, now: Date): Promise<Run | undefined> {
  // A lease that is still written down was never given back: its worker is dead.
  const abandoned = row.leaseUntil !== null;
  const lostAnswer = abandoned && row.armedAt !== null;
  const status = lostAnswer || row.status === "unknown" ? "unknown" : "publishing";
  const fence = row.fence + 1;
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const forget: TargetChange =
    row.status === "waiting"
      ? { errorCode: null, errorMessage: null, errorParams: NO_PARAMS, providerCode: null }
      : {};
  const data = { ...forget, status, fence, leaseUntil, nextCheckAt: null } as const;
  if (!(await claimRow(tx.db, row, now, { ...data, ...(lostAnswer ? { evidence: DIED_ARMED } : {}) })))
    return undefined;
  const attempt = await attemptOf(tx, row, fence, now, { abandoned, lostAnswer });
  tx.emit({ workspaceId: row.workspaceId, type: "post.changed", id: row.postId });
  if (lostAnswer && row.armedAt) await tx.announce(unknownNews(row, row.armedAt));
  const parts = settledParts(row.publicParts);
  return {
    targetId: row.id,
    workspaceId: row.workspaceId,
    postId: row.postId,
    revision: row.revision,
    fence,
    row,
    history: sinceLastPart(
      row.attempts.filter((each) => each.revision === row.revision && each.id !== attempt.id),
      parts,
    ),
    attempt,
    status,
    handles: row.handles as Handles,
    parts,
    armedAt: row.armedAt ?? undefined,
    leaseUntil,
  };
}

/** The attempt this run belongs to: the open one goes on, unless its worker died before anything irreversible. */
async function attemptOf(
  tx: Tx,
  row: ClaimRow,
  fence: number,
  now: Date,
  { abandoned, lostAnswer }: { abandoned: boolean; lostAnswer: boolean },
): Promise<AttemptRow> {
  const { workspaceId, postId, id: targetId, revision } = row;
  const event = (type: string, data: { attempt: number; evidence?: string }) =>
    recordTimeline(tx, [{ workspaceId, postId, targetId, type, data, at: now }]);
  const open = row.attempts.find((each) => each.finishedAt === null && each.revision === revision);
  if (open && lostAnswer) {
    await updateAttempt(tx.db, open.id, { outcome: "unknown", evidence: DIED_ARMED });
    await event("publish.unknown", { attempt: open.number, evidence: DIED_ARMED });
    return { ...open, outcome: "unknown", evidence: DIED_ARMED };
  }
  if (open && !abandoned) return open;
  if (open) {
    await updateAttempt(tx.db, open.id, { outcome: "lost", finishedAt: now, evidence: DIED_EARLY });
    await event("publish.interrupted", { attempt: open.number });
    open.outcome = "lost";
  }
  const next = await insertAttempt(tx.db, { workspaceId, targetId, revision, fence, startedAt: now });
  await event("publish.started", { attempt: next.number });
  return next;
}
