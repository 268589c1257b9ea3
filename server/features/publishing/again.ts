import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { refuseBeyondQuota } from "#server/features/beyond-quota.ts";
import { AFRESH, enqueuePublish } from "#server/features/publish-job.ts";
import type { QuotaGate } from "#server/features/quota/service.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import { type ActDeps, act, change, refuse } from "./act.ts";
import { afterSettledParts, settledParts } from "./parts.ts";
import { findTarget, movePost, type SeenTarget } from "./repo.ts";
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
    await ask(deps, tx, target, { limits, at: when });
    const fresh = { ...AFRESH, ...afterSettledParts(target.publicParts), status: "scheduled" } as const;
    const planned = later ? { scheduledAt: later, goAheadAt: null } : { goAheadAt: now };
    await change(tx, target, { ...fresh, ...planned });
    await setAlarm(tx, target, when, later);
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
    await ask(deps, tx, target, { limits, at: later ?? now });
    const planned = later ? { scheduledAt: later, goAheadAt: null } : { goAheadAt: now };
    await change(tx, target, { ...AFRESH, status: "scheduled", ...planned });
    await setAlarm(tx, target, later ?? now, later);
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

/** What is partly public has its place already: its parts were counted when they went out. */
async function ask(
  { quota }: AgainDeps,
  tx: Tx,
  { workspaceId, postId, publicParts }: SeenTarget,
  { limits, at }: { limits: Limits; at: Date },
): Promise<void> {
  if (settledParts(publicParts).length > 0) return;
  refuseBeyondQuota(await quota.issues(tx.db, { workspaceId, limits, postId, at, hold: true }));
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

/** The alarm of the next revision; a post all of whose parts stand still moves with its target to a chosen time. */
async function setAlarm(tx: Tx, target: SeenTarget, at: Date, chosen: Date | undefined): Promise<void> {
  await enqueuePublish(tx, { ...target, revision: target.revision + 1 }, at);
  if (chosen) await movePost(tx.db, target, chosen);
}

const replanned = (at: Date) => ({ type: "publish.replanned", data: { at: at.toISOString() } });
