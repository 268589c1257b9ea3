import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { refuseBeyondQuota } from "#server/features/beyond-quota.ts";
import { AFRESH, enqueuePublish } from "#server/features/publish-job.ts";
import type { QuotaGate } from "#server/features/quota/service.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { type ActDeps, act, change, refuse } from "./act.ts";
import { afterSettledParts, settledParts } from "./parts.ts";
import { findTarget, lockPost, movePost, type SeenTarget, type TargetChange } from "./repo.ts";
import type { goAheadInput, retryInput } from "./schema.ts";

export interface AgainDeps extends ActDeps {
  quota: QuotaGate;
}

/** What stands still and may be sent by a person's word. */
const STANDING: readonly string[] = ["failed", "canceled", "held"];

export async function retry(
  deps: AgainDeps,
  actor: Actor,
  { targetId, at }: z.infer<typeof retryInput>,
): Promise<void> {
  const limits = await limitsOf(deps, actor, targetId);
  await act(deps, actor, targetId, async (tx, target, now) => {
    if (target.status !== "failed" && target.status !== "canceled") refuse(target, "TARGET_NOT_FAILED");
    const later = laterTime(at, now);
    const when = later ?? plannedOrNow(target.scheduledAt, now);
    const fresh = { ...AFRESH, ...afterSettledParts(target.publicParts) };
    await putInLine(deps, tx, target, { change: fresh, limits, when, later, now });
    return later ? replanned(later) : { type: "publish.retry_requested" };
  });
}

export async function goAhead(
  deps: AgainDeps,
  actor: Actor,
  { targetId, at }: z.infer<typeof goAheadInput>,
): Promise<void> {
  const limits = await limitsOf(deps, actor, targetId);
  await act(deps, actor, targetId, async (tx, target, now) => {
    if (target.status !== "held") refuse(target, "TARGET_NOT_HELD");
    const later = laterTime(at, now);
    await putInLine(deps, tx, target, { change: AFRESH, limits, when: later ?? now, later, now });
    return later ? replanned(later) : { type: "publish.released" };
  });
}

type Limits = Awaited<ReturnType<QuotaGate["limits"]>>;

/** What limits the target's account. Networks are asked, so it is read before the transaction. */
async function limitsOf(deps: AgainDeps, actor: Actor, targetId: string): Promise<Limits> {
  requireRole(actor, "editor");
  const target = await findTarget(deps.db, actor.workspaceId, targetId);
  return target && STANDING.includes(target.status) ? deps.quota.limits(actor, [target.connection]) : [];
}

interface Departure {
  /** What the target forgets. */
  change: TargetChange;
  limits: Limits;
  when: Date;
  /** The time a person chose, where it is still to come. */
  later: Date | undefined;
  now: Date;
}

/**
 * In line again, with the alarm of its next revision. The quota is asked last: rows are held before the plans of
 * accounts by everybody, and what it refuses is rolled back. What is partly public has its place already: it was counted
 * when its first part went out. A post all of whose targets stand still moves with this one to a chosen time.
 */
async function putInLine(
  { quota }: AgainDeps,
  tx: Tx,
  target: SeenTarget,
  departure: Departure,
): Promise<void> {
  const { workspaceId, postId, publicParts } = target;
  const { limits, when, later, now } = departure;
  await lockPost(tx.db, target);
  const planned = later ? { scheduledAt: later, goAheadAt: null } : { goAheadAt: now };
  await change(tx, target, { ...departure.change, ...planned, status: "scheduled" });
  if (later) await movePost(tx.db, target, later);
  if (settledParts(publicParts).length === 0)
    refuseBeyondQuota(await quota.issues(tx.db, { workspaceId, limits, postId, at: when, hold: true }));
  await enqueuePublish(tx, { ...target, revision: target.revision + 1 }, when);
}

/** Further ahead than anybody plans. */
const FURTHEST_AHEAD_MS = 2 * 366 * 24 * 60 * 60 * 1000;

/** The time a person chose, where it is still to come. Throws VALIDATION_ERROR beyond any calendar. */
function laterTime(at: Date | undefined, now: Date): Date | undefined {
  if (at && at.getTime() - now.getTime() > FURTHEST_AHEAD_MS)
    throw new AppError("VALIDATION_ERROR", "too far ahead", { userMessage: "SCHEDULED_TOO_FAR" });
  return at && at > now ? at : undefined;
}

/** What was called off before its time keeps that time. */
const plannedOrNow = (planned: Date | null, now: Date): Date => (planned && planned > now ? planned : now);

const replanned = (at: Date) => ({ type: "publish.replanned", data: { at: at.toISOString() } });
