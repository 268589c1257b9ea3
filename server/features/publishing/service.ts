import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { evidence } from "#server/core/evidence.ts";
import type { Clock } from "#server/core/ports.ts";
import { type Actor, requireRole } from "#server/features/actor.ts";
import { AFRESH, enqueuePublish, ringPublish } from "#server/features/publish-job.ts";
import { recordTimeline, type TimelineData } from "#server/features/timeline.ts";
import type { Db, Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import { readTimeline } from "./history.ts";
import { afterSettledParts, settledParts } from "./parts.ts";
import {
  closeAttempts,
  findTarget,
  NO_PARAMS,
  type SeenTarget,
  type TargetChange,
  updateSeen,
} from "./repo.ts";
import type { resolveUnknownInput, timelineOutput } from "./schema.ts";

export type { MediaDemand, MediaSource } from "./media-source.ts";

export interface PublishingService {
  timeline(actor: Actor, postId: string): Promise<z.infer<typeof timelineOutput>>;
  /**
   * A failed target once more, a canceled one after all: from its first step, or after the parts that are public. Before
   * its time it waits for it.
   */
  retry(actor: Actor, targetId: string): Promise<void>;
  /** An unknown target: ask the platform now. A waiting one: try now. */
  checkNow(actor: Actor, targetId: string): Promise<void>;
  /** A person looked and says what became of an unknown target; recorded with their name. */
  resolveUnknown(actor: Actor, input: z.infer<typeof resolveUnknownInput>): Promise<void>;
  /**
   * Nothing (more) goes out on this account. Refused once the irreversible call may have been made; of a thread that is
   * partly public the rest is called off, which a retry takes up again.
   */
  cancel(actor: Actor, targetId: string): Promise<void>;
}

export interface PublishingServiceDeps {
  db: Db;
  work: UnitOfWork;
  clock: Clock;
}

export function createPublishingService(deps: PublishingServiceDeps): PublishingService {
  return {
    timeline: (actor, postId) => readTimeline(deps.db, actor.workspaceId, postId),
    retry: (actor, targetId) => retry(deps, actor, targetId),
    checkNow: (actor, targetId) => checkNow(deps, actor, targetId),
    resolveUnknown: (actor, input) => resolveUnknown(deps, actor, input),
    cancel: (actor, targetId) => cancel(deps, actor, targetId),
  };
}

type Deed = (tx: Tx, target: SeenTarget, now: Date) => Promise<{ type: string; data?: TimelineData }>;

/** What a person does to a target: in one transaction with the event that names them. */
async function act(deps: PublishingServiceDeps, actor: Actor, targetId: string, deed: Deed): Promise<void> {
  requireRole(actor, "editor");
  const { workspaceId, userId: actorUserId } = actor;
  await deps.work.run(async (tx) => {
    const target = await findTarget(tx.db, workspaceId, targetId);
    if (!target) throw new AppError("NOT_FOUND", "no such target");
    const at = deps.clock.now();
    const event = await deed(tx, target, at);
    const { postId } = target;
    await recordTimeline(tx, [{ workspaceId, postId, targetId, actorUserId, at, ...event }]);
    tx.emit({ workspaceId, type: "post.changed", id: postId });
  });
}

/** Compare-and-set on what the decision rested on: a worker that was quicker wins. */
async function change(tx: Tx, target: SeenTarget, data: TargetChange): Promise<void> {
  if (await updateSeen(tx.db, target, data)) return;
  throw new AppError("CONFLICT", "the target moved on meanwhile");
}

const refuse = (target: SeenTarget, userMessage: string): never => {
  throw new AppError("CONFLICT", `not possible for a target that is ${target.status}`, { userMessage });
};

const retry = (deps: PublishingServiceDeps, actor: Actor, targetId: string): Promise<void> =>
  act(deps, actor, targetId, async (tx, target, now) => {
    if (target.status !== "failed" && target.status !== "canceled") refuse(target, "TARGET_NOT_FAILED");
    const fresh = { ...AFRESH, ...afterSettledParts(target.publicParts) };
    await change(tx, target, { ...fresh, status: "scheduled", goAheadAt: now });
    await enqueuePublish(tx, { ...target, revision: target.revision + 1 }, laterOf(target.scheduledAt, now));
    return { type: "publish.retry_requested" };
  });

/** What was called off before its time keeps that time. */
const laterOf = (planned: Date | null, now: Date): Date => (planned && planned > now ? planned : now);

const checkNow = (deps: PublishingServiceDeps, actor: Actor, targetId: string): Promise<void> =>
  act(deps, actor, targetId, async (tx, target, now) => {
    if (target.status !== "unknown" && target.status !== "waiting") refuse(target, "TARGET_NOT_OPEN");
    await change(tx, target, { nextCheckAt: now });
    await ringPublish(tx, target);
    return { type: "publish.check_requested" };
  });

const resolveUnknown = (
  deps: PublishingServiceDeps,
  actor: Actor,
  { targetId, verdict, remoteUrl }: z.infer<typeof resolveUnknownInput>,
): Promise<void> =>
  act(deps, actor, targetId, async (tx, target, now) => {
    if (target.status !== "unknown") refuse(target, "TARGET_NOT_UNKNOWN");
    const settled = {
      fence: { increment: 1 },
      leaseUntil: null,
      nextCheckAt: null,
      errorParams: NO_PARAMS,
      providerCode: null,
    };
    if (verdict === "live") {
      const known = evidence("person.found_it");
      await change(tx, target, {
        ...settled,
        status: "live",
        publishedAt: target.armedAt ?? now,
        evidence: known,
        errorCode: null,
        errorMessage: null,
        ...(remoteUrl ? { remoteUrl } : {}),
      });
      await closeAttempts(tx.db, targetId, { outcome: "live", finishedAt: now, evidence: known });
    } else {
      const known = evidence("person.found_nothing");
      await change(tx, target, {
        ...settled,
        status: "failed",
        armedAt: null,
        evidence: known,
        errorCode: "UPSTREAM_ERROR",
        errorMessage: "PUBLISH_DECLARED_MISSING",
      });
      await closeAttempts(tx.db, targetId, { outcome: "failed", finishedAt: now, evidence: known });
    }
    return { type: verdict === "live" ? "publish.resolved_live" : "publish.resolved_missing" };
  });

const STOPPABLE: readonly string[] = ["scheduled", "waiting", "failed", "publishing", "held", "assisted"];
/** What has failed after its first parts is at rest already, and it is not canceled: it is out in part. */
const stoppable = ({ status }: SeenTarget, partly: boolean) =>
  STOPPABLE.includes(status) && !(partly && status === "failed");

const STOPPED_HALFWAY = {
  status: "failed",
  revision: { increment: 1 },
  fence: { increment: 1 },
  leaseUntil: null,
  nextCheckAt: null,
  errorCode: "CONFLICT",
  errorMessage: "PUBLISH_STOPPED_HALFWAY",
  errorParams: NO_PARAMS,
  providerCode: null,
} satisfies TargetChange;

const cancel = (deps: PublishingServiceDeps, actor: Actor, targetId: string): Promise<void> =>
  act(deps, actor, targetId, async (tx, target, now) => {
    const partly = settledParts(target.publicParts).length > 0;
    if (!stoppable(target, partly) || target.armedAt) refuse(target, "POST_ON_ITS_WAY");
    await change(tx, target, partly ? STOPPED_HALFWAY : { ...AFRESH, status: "canceled" });
    const known = evidence("person.canceled");
    await closeAttempts(tx.db, targetId, { outcome: "lost", finishedAt: now, evidence: known });
    return { type: "publish.canceled" };
  });
