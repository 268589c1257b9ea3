import { bigId } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { graphError, missingPermission } from "../meta/graph-error.ts";
import { type ContainerRequest, readContainerRequest } from "./container-request.ts";
import { PUBLISHING, publishingError } from "./errors.ts";
import { type Checked, fetchAndCheck } from "./media-rules.ts";
import type { Read } from "./session.ts";
import type { Container, InstagramState, Token } from "./state.ts";
import { permits } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;
/** 400 a day where 50 posts are allowed. */
const CONTAINERS_PER_POST = 8;

export type ContainerStatus = "EXPIRED" | "ERROR" | "FINISHED" | "IN_PROGRESS" | "PUBLISHED";

/** The state machine, read from the record and the clock. */
export function statusOf(kit: Kit, container: Container): ContainerStatus {
  const now = kit.clock.now();
  if (container.postId !== undefined) return "PUBLISHED";
  if (container.failed !== undefined) return "ERROR";
  if (now >= container.createdAt + DAY_MS) return "EXPIRED";
  return container.readyAt !== undefined && now >= container.readyAt ? "FINISHED" : "IN_PROGRESS";
}

const STATUS_TEXT: Record<Exclude<ContainerStatus, "ERROR">, string> = {
  EXPIRED: "Expired: The container was not published within 24 hours and has expired.",
  FINISHED: "Finished: Media has been uploaded and it is ready to be published.",
  IN_PROGRESS: "In Progress: Media is still being processed.",
  PUBLISHED: "Published: Media has been published successfully.",
};

export function statusText(kit: Kit, container: Container): string {
  const status = statusOf(kit, container);
  return status === "ERROR"
    ? `Error: Media upload has failed with error code ${container.failed}`
    : STATUS_TEXT[status];
}

const processedAt = (kit: Kit): number => kit.clock.now() + kit.settings().processingMs * kit.pace;

/** `POST /{ig-user-id}/media`: pictures are fetched and judged at once, videos afterwards. */
export async function createContainer(read: Read, account: string): Promise<Answer> {
  const { kit, state, token, params, call } = read;
  if (!permits(token, "publish")) throw missingPermission();
  const request = readContainerRequest(params);
  if (request.resumable && token.flavor === "instagram-login") {
    throw graphError({ code: 100, message: "(#100) Resumable uploads need Facebook Login." });
  }
  checkDailyContainers(kit, state, account);
  const container = await buildContainer(kit, state, token, account, request);
  kit.store.commit([state.containers.put(container.id, container)]);
  if (container.sourceUrl !== undefined) processVideo(kit, state, container);
  const { id } = container;
  if (!request.resumable) return { status: 200, json: { id } };
  const version = /\/(v\d+\.\d+)\//.exec(call.url.pathname)?.[1] ?? "v26.0";
  return {
    status: 200,
    json: { id, uri: `${kit.url()}/rupload.facebook.com/ig-api-upload/${version}/${id}` },
  };
}

function checkDailyContainers(kit: Kit, state: InstagramState, account: string): void {
  const since = kit.clock.now() - DAY_MS;
  const made = state.containers.values().filter((one) => one.account === account && one.createdAt > since);
  const most = kit.settings().quota * CONTAINERS_PER_POST;
  if (made.length >= most) {
    throw graphError({
      ...PUBLISHING.dailyCap,
      userMessage: `You reached the maximum of ${most} media containers within 24 hours.`,
    });
  }
}

async function buildContainer(
  kit: Kit,
  state: InstagramState,
  token: Token,
  account: string,
  request: ContainerRequest,
): Promise<Container> {
  const base: Container = {
    id: bigId("1788", 17),
    account,
    flavor: token.flavor,
    kind: request.kind,
    caption: request.caption,
    altText: request.altText,
    thumbOffsetMs: request.thumbOffsetMs,
    children: request.children,
    createdAt: kit.clock.now(),
  };
  if (request.kind === "carousel") {
    checkChildren(kit, state, account, request.children);
    return { ...base, readyAt: processedAt(kit) };
  }
  if (request.resumable) return { ...base, upload: { offset: 0 } };
  if (request.kind === "reel" || request.kind === "story-video" || request.kind === "child-video") {
    return { ...base, sourceUrl: request.videoUrl };
  }
  const checked = await fetchAndCheck(kit.media, request.imageUrl ?? "", request.kind);
  if ("problem" in checked) throw publishingError(checked.problem);
  return { ...base, media: checked.media, readyAt: processedAt(kit) };
}

/** Children are this account's, made for carousels, finished and unpublished. */
function checkChildren(kit: Kit, state: InstagramState, account: string, children: string[]): void {
  if (new Set(children).size !== children.length) throw publishingError("carouselCount");
  for (const id of children) {
    const child = state.containers.get(id);
    const isChild = child?.kind === "child-image" || child?.kind === "child-video";
    if (!child || child.account !== account || !isChild) throw publishingError("mediaNotFound");
    const status = statusOf(kit, child);
    if (status === "EXPIRED") throw publishingError("mediaExpired");
    if (status !== "FINISHED") throw publishingError("notReady");
  }
}

/** Fetches a container's video, and settles it as ready-later or failed. */
function processVideo(kit: Kit, state: InstagramState, container: Container): void {
  fetchAndCheck(kit.media, container.sourceUrl ?? "", container.kind)
    .then((checked) => settleMedia(kit, state, container.id, checked))
    .catch(kit.onError);
}

/** The bytes were judged: processing begins, or the container has failed. */
export function settleMedia(kit: Kit, state: InstagramState, id: string, checked: Checked): void {
  const current = kit.closed() ? undefined : state.containers.get(id);
  if (!current || current.readyAt !== undefined || current.failed !== undefined) return;
  kit.store.commit([state.containers.put(id, judged(kit, current, checked))]);
}

function judged(kit: Kit, container: Container, checked: Checked): Container {
  if ("problem" in checked) return { ...container, failed: PUBLISHING[checked.problem].subcode };
  const { durationMs = 0 } = checked.media;
  const beyond = container.thumbOffsetMs !== undefined && container.thumbOffsetMs >= durationMs;
  if (beyond) return { ...container, failed: PUBLISHING.thumbOffset.subcode };
  return { ...container, media: checked.media, readyAt: processedAt(kit) };
}

/** After a restart: videos whose download was cut off are fetched again. */
export function resumeContainers(kit: Kit, state: InstagramState): void {
  for (const container of state.containers.values()) {
    const unfinished = container.sourceUrl !== undefined && container.readyAt === undefined;
    if (unfinished && statusOf(kit, container) === "IN_PROGRESS") processVideo(kit, state, container);
  }
}
