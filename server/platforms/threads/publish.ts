import { z } from "zod";
import { ExternalServiceError, isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type {
  CommitResult,
  Handles,
  Live,
  PlatformDeps,
  PollResult,
  PublishCapability,
  PublishContext,
  PublishStep,
} from "../platform.ts";
import { irreversible, providerError } from "../provider-error.ts";
import { childParams, createContainer, partParams, readContainer } from "./containers.ts";
import { CONTAINER_EXPIRED, CONTAINER_UNKNOWN, containerErrorRow } from "./errors.ts";
import { evidence } from "./evidence.ts";
import { findPost } from "./find-post.ts";
import { createGraph, type Graph } from "./graph.ts";
import {
  childKey,
  childReadyKey,
  containerKey,
  containerKeys,
  madeKey,
  partDone,
  partsOf,
  postKey,
  publicParts,
  publishedKey,
  readyKey,
} from "./parts.ts";
import { checkReplyRoom, readQuota } from "./quota.ts";
import { reconcileThreads } from "./reconcile.ts";
import { removeFromThreads } from "./remove.ts";

/** Containers of a part are made anew at most this often before a person is told. */
const MAX_ROUNDS = 3;
/** About twenty minutes of waiting for one container. */
const MAX_POLLS = 50;
/** Looks for something that is public already. */
const MAX_LOOKS = 5;
/** A container that is finished and unknown at once: seen to pass, and seen to stay. */
const MAX_REFUSED = 2;
const SETTLE_AFTER_MS = 120_000;
/** Reading an address must not hold up the news that the post is public. */
const ADDRESS_DEADLINE_MS = 5_000;

type Deps = Pick<PlatformDeps, "clock"> & { graph: Graph };

/**
 * Publishing on Threads, part by part: containers (one, or one per carousel item and one around them) → wait until Meta
 * has fetched and transcoded them → `threads_publish`, the one call that makes the part public; then the next part as a
 * reply to it. https://developers.facebook.com/documentation/threads/posts,
 * https://developers.facebook.com/documentation/threads/retrieve-and-manage-replies
 */
export function threadsPublish(deps: PlatformDeps): PublishCapability {
  const graph = createGraph(deps);
  const own: Deps = { graph, clock: deps.clock };
  return {
    proof: "status-handle",
    settleAfterMs: SETTLE_AFTER_MS,
    plan: (context) => nextStep(own, context),
    reconcile: (context) => reconcileThreads(graph, context),
    remove: (session, published) => removeFromThreads(graph, session, published),
    quota: (session) => readQuota(graph, session),
  };
}

function nextStep(deps: Deps, context: PublishContext): PublishStep {
  const { content, handles } = context;
  const parts = partsOf(content).length;
  const part = publicParts(handles, parts);
  if (part === parts) return lastStep(deps, context);
  if (parts > 1 && part === 0 && !handles.room)
    return { type: "poll", name: "reply_room", run: () => checkReplyRoom(deps.graph, context) };
  if (handles[publishedKey(part)])
    return { type: "poll", name: "find_post", run: () => lookForPost(deps, context, part) };
  const container = handles[containerKey(part)];
  if (container && handles[readyKey(part)])
    return { type: "commit", name: "threads_publish", run: () => publish(deps, context, part) };
  if (container) return awaitContainer(deps, context, String(container), part);
  if (part === 0 && content.kind === "carousel") return nextCarouselStep(deps, context);
  return createStep(deps, context, part);
}

// Containers ------------------------------------------------------------------------------------------------------

const createStep = (
  deps: Deps,
  context: PublishContext,
  part: number,
  name = "create_container",
): PublishStep => ({
  type: "safe",
  name,
  run: async () => ({
    [containerKey(part)]: await createContainer(deps.graph, context, await partParams(context, part)),
    [madeKey(part)]: deps.clock.now().getTime(),
    polls: 0,
    // The frame of a carousel belongs to the round its items began.
    ...(name === "create_container" ? { round: roundOf(context) + 1 } : {}),
  }),
});

/** All items are handed in first, so that Meta works on them side by side; then each is awaited; then the frame. */
function nextCarouselStep(deps: Deps, context: PublishContext): PublishStep {
  const { content, handles } = context;
  const missing = content.media.findIndex((_, index) => !handles[childKey(index)]);
  const media = content.media[missing];
  if (media) {
    const run = async (): Promise<Handles> => ({
      [childKey(missing)]: await createContainer(deps.graph, context, await childParams(media)),
      ...(missing === 0 ? { round: roundOf(context) + 1 } : {}),
    });
    return { type: "safe", name: `create_item_${missing + 1}`, run };
  }
  const waiting = content.media.findIndex((_, index) => !handles[childReadyKey(index)]);
  if (waiting >= 0) return awaitItem(deps, context, waiting);
  return createStep(deps, context, 0, "create_carousel");
}

const roundOf = ({ handles }: PublishContext): number => Number(handles.round ?? 0);

// Waiting ---------------------------------------------------------------------------------------------------------

const awaitItem = (deps: Deps, context: PublishContext, item: number): PublishStep =>
  awaitStatus(deps, context, String(context.handles[childKey(item)]), 0, (status) =>
    status === "FINISHED" || status === "PUBLISHED"
      ? { state: "ready", handles: { [childReadyKey(item)]: 1, polls: 0 } }
      : undefined,
  );

/** One that is finished and was refused as unknown nevertheless is made anew: nothing came of it, as its status proves. */
const awaitContainer = (deps: Deps, context: PublishContext, container: string, part: number): PublishStep =>
  awaitStatus(deps, context, container, part, (status) => {
    if (status === "PUBLISHED") return { state: "ready", handles: { [publishedKey(part)]: 1 } };
    if (status !== "FINISHED" || Number(context.handles.refused ?? 0) >= MAX_REFUSED) return undefined;
    return { state: "ready", handles: { [readyKey(part)]: 1, polls: 0 } };
  });

function awaitStatus(
  deps: Deps,
  context: PublishContext,
  container: string,
  part: number,
  answered: (status: string) => PollResult | undefined,
): PublishStep {
  return {
    type: "poll",
    name: "container_status",
    run: async (): Promise<PollResult> => {
      const { status, error } = await readContainer(deps.graph, context.session, container);
      const result = answered(status);
      if (result) return result;
      const polls = Number(context.handles.polls ?? 0) + 1;
      if (status === "IN_PROGRESS" && polls < MAX_POLLS)
        return { state: "waiting", again: { afterMs: paceMs(polls) }, handles: { polls } };
      return beginAnew(context, container, part, status, error);
    },
  };
}

/** Five seconds at first, half a minute later on. */
const paceMs = (polls: number): number => Math.min(30_000, Math.round(5_000 * 1.3 ** (polls - 1)));

/** The container is dead: another may do better, unless the media itself is at fault or it has been tried enough. */
function beginAnew(
  context: PublishContext,
  container: string,
  part: number,
  status: string,
  error: string,
): PollResult {
  const row = containerErrorRow(status === "ERROR" ? error : "");
  if ((status === "ERROR" && !row.retryable) || roundOf(context) >= MAX_ROUNDS)
    throw providerError({ ...row, retryable: false }, { service: "threads", operation: "container_status" });
  return {
    state: "restart",
    evidence: evidence("threads.preparation_failed", { container, status, error }),
    drop: containerKeys(context.content, part),
  };
}

// The irreversible call -------------------------------------------------------------------------------------------

const published = z.object({ id: remoteId });

/** POST /{threads-user-id}/threads_publish. A refusal that only concerns the container leads back to asking about it. */
async function publish(deps: Deps, context: PublishContext, part: number): Promise<CommitResult> {
  const { session, handles, content } = context;
  try {
    const { id } = await irreversible(async () => {
      const path = `${session.externalId}/threads_publish`;
      const params = { creation_id: String(handles[containerKey(part)]) };
      const answer = await deps.graph.write("threads_publish", session, path, params, true);
      return readAnswer(published, answer, "threads", "threads_publish");
    });
    const done: CommitResult = { handles: partDone(part, id) };
    if (partsOf(content).length === 1) return done;
    return { ...done, settled: true, live: await liveOf(deps, context, id) };
  } catch (error) {
    const code = isAppError(error) && !error.ambiguous ? error.providerCode : undefined;
    if (code !== CONTAINER_UNKNOWN && code !== CONTAINER_EXPIRED) throw error;
    const refused = Number(handles.refused ?? 0) + 1;
    return { applied: false, handles: { [readyKey(part)]: 0, refused } };
  }
}

const address = z.object({ permalink: z.string().optional() });

async function readAddress({ graph }: Deps, { session }: PublishContext, id: string) {
  const body = await graph.read("read_post", session, id, { fields: "permalink" }, ADDRESS_DEADLINE_MS);
  return readAnswer(address, body, "threads", "read_post").permalink;
}

/** A part of a chain with its address, so that it can be shown even if the rest fails; the address is a courtesy. */
async function liveOf(deps: Deps, context: PublishContext, id: string): Promise<Live> {
  const remoteUrl = await readAddress(deps, context, id).catch(() => undefined);
  return { remoteId: id, ...(remoteUrl ? { remoteUrl } : {}) };
}

// After it --------------------------------------------------------------------------------------------------------

function lastStep(deps: Deps, context: PublishContext): PublishStep {
  const first = String(context.handles[postKey(0)]);
  const { permalink } = context.handles;
  return permalink
    ? { type: "done", live: { remoteId: first, remoteUrl: String(permalink) } }
    : { type: "poll", name: "read_permalink", run: () => readPermalink(deps, context, first) };
}

/** The post is live; its address must not turn a success into a failure. */
async function readPermalink(deps: Deps, context: PublishContext, id: string): Promise<PollResult> {
  const looks = Number(context.handles.looks ?? 0) + 1;
  try {
    const permalink = await readAddress(deps, context, id);
    if (permalink)
      return { state: "live", live: { remoteId: id, remoteUrl: permalink }, handles: { permalink } };
  } catch (error) {
    if (!isAppError(error) || !error.retryable) return { state: "live", live: { remoteId: id } };
  }
  if (looks >= MAX_LOOKS) return { state: "live", live: { remoteId: id } };
  return { state: "waiting", again: { afterMs: paceMs(looks) }, handles: { looks } };
}

/**
 * Threads says the container is public, the answer with the id was lost: the account's newest posts hold it. Without it a
 * chain cannot go on, as nobody knows what to reply to; anything else is finished all the same.
 */
async function lookForPost(deps: Deps, context: PublishContext, part: number): Promise<PollResult> {
  const looks = Number(context.handles.looks ?? 0) + 1;
  const last = part === partsOf(context.content).length - 1;
  const found = await findPost(deps.graph, context, part).catch((error: unknown) => {
    if (last && isAppError(error) && !error.retryable) return undefined;
    throw error;
  });
  if (found?.remoteId) return foundPart(context, part, found.remoteId, found);
  if (looks < MAX_LOOKS) return { state: "waiting", again: { afterMs: paceMs(looks) }, handles: { looks } };
  if (last) return { state: "live", live: firstOf(context) };
  throw new ExternalServiceError("NOT_FOUND", `threads: part ${part + 1} is public and was not found`, {
    service: "threads",
    userMessage: "THREADS_PART_LOST",
    params: { part: part + 1 },
  });
}

const foundPart = ({ content }: PublishContext, part: number, id: string, live: Live): PollResult =>
  partsOf(content).length > 1
    ? { state: "settled", handles: partDone(part, id), live }
    : { state: "live", live, handles: partDone(part, id) };

const firstOf = ({ handles }: PublishContext): Live =>
  handles[postKey(0)] ? { remoteId: String(handles[postKey(0)]) } : {};
