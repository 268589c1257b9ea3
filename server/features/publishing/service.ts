import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { evidence } from "#server/core/evidence.ts";
import type { Actor } from "#server/features/actor.ts";
import { AFRESH, ringPublish } from "#server/features/publish-job.ts";
import { act, change, refuse } from "./act.ts";
import { type AgainDeps, goAhead, retry } from "./again.ts";
import { confirmSent, notSent, readTask } from "./assisted-deeds.ts";
import { readTimeline } from "./history.ts";
import { failedNews, publishedNews } from "./news.ts";
import { settledParts } from "./parts.ts";
import { closeAttempts, NO_PARAMS, type SeenTarget, type TargetChange } from "./repo.ts";
import type { PublishDeps } from "./run.ts";
import type {
  confirmSentInput,
  goAheadInput,
  notSentInput,
  resolveUnknownInput,
  retryInput,
  taskOutput,
  timelineOutput,
} from "./schema.ts";
import { CLEAR_ERROR, labelOf } from "./settle.ts";

export type { MediaDemand, MediaSource } from "./media-source.ts";

export interface PublishingService {
  timeline(actor: Actor, postId: string): Promise<z.infer<typeof timelineOutput>>;
  /**
   * A failed target once more, a canceled one after all: from its first step, or after the parts that are public. Before
   * its time it waits for it, or for the new time `at`; the past means now. Throws CONFLICT beyond a quota.
   */
  retry(actor: Actor, input: z.infer<typeof retryInput>): Promise<void>;
  /** An unknown target: ask the platform now. A waiting one: try now. */
  checkNow(actor: Actor, targetId: string): Promise<void>;
  /** A person looked and says what became of an unknown target; recorded with their name. */
  resolveUnknown(actor: Actor, input: z.infer<typeof resolveUnknownInput>): Promise<void>;
  /**
   * Nothing (more) goes out on this account. Refused once the irreversible call may have been made; of a thread that is
   * partly public the rest is called off, which a retry takes up again.
   */
  cancel(actor: Actor, targetId: string): Promise<void>;
  /** A held target goes out now, or waits for the new time `at`; the past means now. Throws CONFLICT beyond a quota. */
  goAhead(actor: Actor, input: z.infer<typeof goAheadInput>): Promise<void>;
  /** What a person has to send on an account we do not send for. */
  task(actor: Actor, targetId: string): Promise<z.infer<typeof taskOutput>>;
  /** A person sent it; recorded with their name. */
  confirmSent(actor: Actor, input: z.infer<typeof confirmSentInput>): Promise<void>;
  /** A person did not send it, and says why. */
  notSent(actor: Actor, input: z.infer<typeof notSentInput>): Promise<void>;
  /** Deletes on the network what is public of a target; done by a job, which tells how it ended. */
  remove(actor: Actor, targetId: string): Promise<void>;
  /** Can posts on this network be deleted from here? */
  removes(platform: string): boolean;
}

export interface PublishingServiceDeps extends AgainDeps {
  platform: PublishDeps["platform"];
}

export function createPublishingService(deps: PublishingServiceDeps): PublishingService {
  return {
    timeline: (actor, postId) => readTimeline(deps.db, actor.workspaceId, postId),
    retry: (actor, input) => retry(deps, actor, input),
    checkNow: (actor, targetId) => checkNow(deps, actor, targetId),
    resolveUnknown: (actor, input) => resolveUnknown(deps, actor, input),
    cancel: (actor, targetId) => cancel(deps, actor, targetId),
    goAhead: (actor, input) => goAhead(deps, actor, input),
    task: (actor, targetId) => readTask(deps, actor, targetId),
    confirmSent: (actor, input) => confirmSent(deps, actor, input),
    notSent: (actor, input) => notSent(deps, actor, input),
    remove: (actor, targetId) => remove(deps, actor, targetId),
    removes: (platform) => deps.platform(platform)?.publish.remove !== undefined,
  };
}

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
      await tx.announce(publishedNews(target, { at: target.armedAt ?? now, url: remoteUrl }));
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
      await tx.announce(failedNews(target, DECLARED_MISSING));
    }
    return { type: verdict === "live" ? "publish.resolved_live" : "publish.resolved_missing" };
  });

const DECLARED_MISSING = new AppError("UPSTREAM_ERROR", "a person found nothing there", {
  userMessage: "PUBLISH_DECLARED_MISSING",
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

const remove = (deps: PublishingServiceDeps, actor: Actor, targetId: string): Promise<void> =>
  act(deps, actor, targetId, async (tx, target, now) => {
    const partly = target.status === "failed" && settledParts(target.publicParts).length > 0;
    if (target.status !== "live" && !partly) refuse(target, "TARGET_NOT_PUBLIC");
    if (!deps.platform(target.connection.platform)?.publish.remove)
      refuse(target, "REMOVE_UNSUPPORTED", { network: labelOf(deps, target) });
    await change(tx, target, { ...CLEAR_ERROR, removeAskedAt: now });
    const key = `${targetId}:${now.getTime()}`;
    await tx.enqueue("target.remove", { targetId }, { key, workspaceId: target.workspaceId });
    return { type: "publish.remove_asked" };
  });
