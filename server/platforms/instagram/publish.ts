import { z } from "zod";
import { ExternalServiceError, isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type {
  CommitResult,
  Handles,
  PlatformDeps,
  PlatformSession,
  PollResult,
  PublishCapability,
  PublishContext,
  PublishStep,
} from "../platform.ts";
import { irreversible, providerError } from "../provider-error.ts";
import {
  carouselParams,
  childKey,
  childParams,
  childReadyKey,
  containerKeys,
  createContainer,
  readContainerStatus,
  singleParams,
} from "./containers.ts";
import { containerErrorRow } from "./errors.ts";
import { evidence } from "./evidence.ts";
import { commentIsMissing, commentRefusal, firstCommentOf, postFirstComment } from "./first-comment.ts";
import { createGraph, type Graph } from "./graph.ts";
import { findPublished, reconcileInstagram } from "./reconcile.ts";

/** Containers are made anew at most this often before a person is told. */
const MAX_ROUNDS = 3;
/** About twenty minutes of waiting for one container. */
const MAX_POLLS = 50;
/** Looks for the address of a post that is live already: not worth holding up the good news for long. */
const MAX_LOOKS = 5;
const SETTLE_AFTER_MS = 120_000;

/**
 * Publishing on Instagram: containers (one, or one per carousel item and one around them) → wait until Meta has
 * fetched and transcoded them → `media_publish`, the one call that makes something public.
 * https://developers.facebook.com/docs/instagram-platform/content-publishing
 */
export function instagramPublish(deps: PlatformDeps): PublishCapability {
  const graph = createGraph(deps);
  return {
    proof: "status-handle",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => nextStep(graph, context),
    reconcile: (context) => reconcileInstagram(graph, context),
    quota: (session) => readQuota(graph, session),
  };
}

function nextStep(graph: Graph, context: PublishContext): PublishStep {
  const { handles } = context;
  const refusal = commentRefusal(context);
  if (refusal) return refusal;
  if (commentIsMissing(context))
    return { type: "commit", name: "first_comment", run: () => postFirstComment(graph, context) };
  if (handles.mediaId && handles.permalink)
    return {
      type: "done",
      live: { remoteId: String(handles.mediaId), remoteUrl: String(handles.permalink) },
    };
  if (handles.mediaId)
    return { type: "poll", name: "read_permalink", run: () => readPermalink(graph, context) };
  if (handles.published) return { type: "poll", name: "find_media", run: () => lookForMedia(graph, context) };
  if (handles.container && handles.ready)
    return { type: "commit", name: "media_publish", run: () => publish(graph, context) };
  if (handles.container) return awaitContainer(graph, context, String(handles.container), "ready");
  return context.content.kind === "carousel"
    ? nextCarouselStep(graph, context)
    : createSingle(graph, context);
}

const createSingle = (graph: Graph, context: PublishContext): PublishStep => ({
  type: "safe",
  name: "create_container",
  run: async () => ({
    container: await createContainer(graph, context, await singleParams(context.content)),
    round: roundOf(context) + 1,
  }),
});

/** All items are handed in first, so that Meta works on them side by side; then each is awaited; then the frame. */
function nextCarouselStep(graph: Graph, context: PublishContext): PublishStep {
  const { content, handles } = context;
  const missing = content.media.findIndex((_, index) => !handles[childKey(index)]);
  const media = content.media[missing];
  if (media) {
    const run = async (): Promise<Handles> => ({
      [childKey(missing)]: await createContainer(graph, context, await childParams(media)),
      ...(missing === 0 ? { round: roundOf(context) + 1 } : {}),
    });
    return { type: "safe", name: `create_item_${missing + 1}`, run };
  }
  const waiting = content.media.findIndex((_, index) => !handles[childReadyKey(index)]);
  if (waiting >= 0)
    return awaitContainer(graph, context, String(handles[childKey(waiting)]), childReadyKey(waiting));
  const run = async (): Promise<Handles> => ({
    container: await createContainer(graph, context, carouselParams(content, handles)),
    polls: 0,
  });
  return { type: "safe", name: "create_carousel", run };
}

const roundOf = ({ handles }: PublishContext): number => Number(handles.round ?? 0);

// Waiting ---------------------------------------------------------------------------------------------------------

/** GET /{container-id}: IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED. */
function awaitContainer(
  graph: Graph,
  context: PublishContext,
  container: string,
  readyKey: string,
): PublishStep {
  return {
    type: "poll",
    name: "container_status",
    run: async (): Promise<PollResult> => {
      const { status_code, status } = await readContainerStatus(graph, context.session, container);
      const polls = Number(context.handles.polls ?? 0) + 1;
      if (status_code === "FINISHED") return { state: "ready", handles: { [readyKey]: 1, polls: 0 } };
      if (status_code === "PUBLISHED") return { state: "ready", handles: { published: 1 } };
      if (status_code === "IN_PROGRESS" && polls < MAX_POLLS)
        return { state: "waiting", again: { afterMs: paceMs(polls) }, handles: { polls } };
      return beginAnew(context, container, status_code, status);
    },
  };
}

/** Five seconds at first, half a minute later on. */
const paceMs = (polls: number): number => Math.min(30_000, Math.round(5_000 * 1.3 ** (polls - 1)));

/** The container is dead: another may do better, unless the media itself is at fault or it has been tried enough. */
function beginAnew(
  context: PublishContext,
  container: string,
  statusCode: string,
  status: string,
): PollResult {
  const row = containerErrorRow(status);
  const hopeless = statusCode === "ERROR" && !row.retryable;
  if (hopeless || roundOf(context) >= MAX_ROUNDS)
    throw providerError(
      { ...row, retryable: false },
      { service: "instagram", operation: "container_status" },
    );
  return {
    state: "restart",
    evidence: evidence("instagram.preparation_failed", {
      container,
      status: statusCode,
      error: status ? row.code : "",
    }),
    drop: containerKeys(context.content),
  };
}

// The one irreversible call ---------------------------------------------------------------------------------------

const published = z.object({ id: remoteId });
const NOT_READY = /\/2207027$/;
const CONTAINER_GONE = /\/22070(08|06|20)$/;

/** POST /{ig-user-id}/media_publish. A refusal that only concerns the container leads back to an earlier step. */
async function publish(graph: Graph, context: PublishContext): Promise<CommitResult> {
  const { session, handles, content } = context;
  try {
    const body = await irreversible(async () => {
      const params = { creation_id: String(handles.container) };
      const answer = await graph.write(
        "media_publish",
        session,
        `${session.externalId}/media_publish`,
        params,
        true,
      );
      return readAnswer(published, answer, "instagram", "media_publish");
    });
    const done: CommitResult = { handles: { mediaId: body.id, looks: 0 } };
    return firstCommentOf(content) === "" ? done : { ...done, settled: true, live: { remoteId: body.id } };
  } catch (error) {
    const code = isAppError(error) && !error.ambiguous ? (error.providerCode ?? "") : "";
    if (NOT_READY.test(code)) return { applied: false, handles: { ready: 0 } };
    if (CONTAINER_GONE.test(code) && roundOf(context) < MAX_ROUNDS)
      return { applied: false, handles: Object.fromEntries(containerKeys(content).map((key) => [key, 0])) };
    throw error;
  }
}

// After it --------------------------------------------------------------------------------------------------------

const mediaAddress = z.object({ permalink: z.string().optional() });

/** The post is live; its address is a courtesy that must not turn a success into a failure. */
async function readPermalink(graph: Graph, { session, handles }: PublishContext): Promise<PollResult> {
  const remote = String(handles.mediaId);
  const looks = Number(handles.looks ?? 0) + 1;
  try {
    const body = await graph.read("media", session, remote, { fields: "permalink" });
    const { permalink } = readAnswer(mediaAddress, body, "instagram", "media");
    if (permalink)
      return {
        state: "live",
        live: { remoteId: remote, remoteUrl: permalink },
        handles: { permalink },
      };
  } catch (error) {
    if (!isAppError(error) || !error.retryable) return { state: "live", live: { remoteId: remote } };
  }
  if (looks >= MAX_LOOKS) return { state: "live", live: { remoteId: remote } };
  return { state: "waiting", again: { afterMs: paceMs(looks) }, handles: { looks } };
}

/** Instagram says the container is public, the answer with the id was lost: the account's newest posts hold it. */
async function lookForMedia(graph: Graph, context: PublishContext): Promise<PollResult> {
  const looks = Number(context.handles.looks ?? 0) + 1;
  const found = await findPublished(graph, context, context.armedAt);
  const handles = { mediaId: found?.remoteId ?? "" };
  if (found && firstCommentOf(context.content) !== "") return { state: "settled", handles, live: found };
  if (found) return { state: "live", live: found, handles };
  if (looks < MAX_LOOKS) return { state: "waiting", again: { afterMs: paceMs(looks) }, handles: { looks } };
  if (firstCommentOf(context.content) === "") return { state: "live", live: {} };
  throw new ExternalServiceError("NOT_FOUND", "instagram: the post is public and was not found", {
    service: "instagram",
    userMessage: "INSTAGRAM_COMMENT_LOST",
  });
}

const publishingLimit = z.object({
  data: z.array(
    z.object({
      quota_usage: z.number(),
      config: z.object({ quota_total: z.number(), quota_duration: z.number() }).optional(),
    }),
  ),
});

/** GET /{ig-user-id}/content_publishing_limit. `config` is missing in old answers: 50 a day then, the lower figure. */
async function readQuota(graph: Graph, session: PlatformSession) {
  const body = await graph.read(
    "publishing_limit",
    session,
    `${session.externalId}/content_publishing_limit`,
    {
      fields: "quota_usage,config",
    },
  );
  const [limit] = readAnswer(publishingLimit, body, "instagram", "publishing_limit").data;
  return {
    used: limit?.quota_usage ?? 0,
    limit: limit?.config?.quota_total ?? 50,
    windowMs: (limit?.config?.quota_duration ?? 86_400) * 1000,
  };
}
