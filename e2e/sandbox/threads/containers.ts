import { bigId } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { graphError, noSuchObject } from "../meta/graph-error.ts";
import { type ContainerRequest, readContainerRequest } from "./container-request.ts";
import { statusOf } from "./container-status.ts";
import { publishingError } from "./errors.ts";
import { type CheckedVideo, fetchImage, fetchVideo } from "./media-rules.ts";
import { makePost } from "./publish.ts";
import type { Container, Session, ThreadsState } from "./state.ts";
import { demand } from "./tokens.ts";

/** A text needs no transcoding. */
const TEXT_SHARE = 0.2;

const processedAt = (kit: Kit, share = 1): number =>
  kit.clock.now() + kit.settings().processingMs * kit.pace * share;

/** `POST /{threads-user-id}/threads`: pictures are fetched and judged at once, videos afterwards. */
export async function createContainer(session: Session, account: string): Promise<Answer> {
  const { kit, state, token, params } = session;
  demand(token, "threads_basic", "threads_content_publish");
  const request = readContainerRequest(params);
  if (request.replyTo !== undefined) {
    demand(token, "threads_manage_replies");
    const answered = state.posts.get(request.replyTo);
    if (!answered || answered.deletedAt !== undefined) throw noSuchObject(request.replyTo, "post");
  }
  const container = await buildContainer(kit, state, account, request);
  if (request.publishNow) return { status: 200, json: { id: makePost(kit, state, container).id } };
  kit.store.commit([state.containers.put(container.id, container)]);
  if (container.sourceUrl !== undefined) processVideo(kit, state, container);
  return { status: 200, json: { id: container.id } };
}

async function buildContainer(
  kit: Kit,
  state: ThreadsState,
  account: string,
  request: ContainerRequest,
): Promise<Container> {
  const { kind, text, altText, children, replyTo, replyControl, topicTag, link } = request;
  const base: Container = {
    ...{
      id: bigId("1788", 17),
      account,
      kind,
      text,
      altText,
      children,
      replyTo,
      replyControl,
      topicTag,
      link,
    },
    createdAt: kit.clock.now(),
  };
  switch (kind) {
    case "text":
      return { ...base, readyAt: processedAt(kit, TEXT_SHARE) };
    case "carousel":
      checkChildren(kit, state, account, children);
      return { ...base, readyAt: processedAt(kit) };
    case "video":
    case "child-video":
      return { ...base, sourceUrl: request.videoUrl };
    default: {
      const checked = await fetchImage(kit.media, request.imageUrl ?? "");
      if ("problem" in checked) throw publishingError(checked.problem);
      return { ...base, media: { ...checked.media, altText }, readyAt: processedAt(kit) };
    }
  }
}

/** Children are this account's, made for carousels, finished and unpublished. */
function checkChildren(kit: Kit, state: ThreadsState, account: string, children: string[]): void {
  if (new Set(children).size !== children.length) throw publishingError("carouselCount");
  for (const id of children) {
    const child = state.containers.get(id);
    const isChild = child?.kind === "child-image" || child?.kind === "child-video";
    if (!child || child.account !== account || !isChild) throw publishingError("containerUnknown");
    const status = statusOf(kit, child);
    if (status === "EXPIRED") throw publishingError("containerExpired");
    if (status !== "FINISHED")
      throw graphError({ code: 100, message: `(#100) Container ${id} is not ready to be used.` });
  }
}

/** Fetches a container's video, and settles it as ready-later or failed. */
function processVideo(kit: Kit, state: ThreadsState, container: Container): void {
  fetchVideo(kit.media, container.sourceUrl ?? "")
    .then((checked) => settleVideo(kit, state, container.id, checked))
    .catch(kit.onError);
}

function settleVideo(kit: Kit, state: ThreadsState, id: string, checked: CheckedVideo): void {
  const current = kit.closed() ? undefined : state.containers.get(id);
  if (!current || current.readyAt !== undefined || current.failed !== undefined) return;
  const judged: Container =
    "failed" in checked
      ? { ...current, failed: checked.failed }
      : {
          ...current,
          media: { ...checked.media, altText: current.altText },
          readyAt: processedAt(kit),
        };
  kit.store.commit([state.containers.put(id, judged)]);
}

/** After a restart: videos whose download was cut off are fetched again. */
export function resumeContainers(kit: Kit, state: ThreadsState): void {
  for (const container of state.containers.values()) {
    const unfinished = container.sourceUrl !== undefined && container.readyAt === undefined;
    if (unfinished && statusOf(kit, container) === "IN_PROGRESS") processVideo(kit, state, container);
  }
}
