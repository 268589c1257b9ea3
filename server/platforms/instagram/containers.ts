import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type { Handles, PlatformSession, PublishContent, PublishContext, PublishMedia } from "../platform.ts";
import type { Graph, Params } from "./graph.ts";

/**
 * Handles of a publication, all strings and numbers so that they survive a crash:
 * `round` times it was begun · `child:<i>`, `childReady:<i>` of a carousel · `container`, `ready`, `polls` of the thing to
 * publish · `published` once Instagram says so · `mediaId` of the post · `looks` for its address.
 */
export const childKey = (index: number): string => `child:${index}`;
export const childReadyKey = (index: number): string => `childReady:${index}`;

/** Everything that dies with a container; `round` stays and counts. */
export const containerKeys = (content: PublishContent): string[] => [
  "container",
  "ready",
  "polls",
  ...content.media.flatMap((_, index) => [childKey(index), childReadyKey(index)]),
];

const created = z.object({ id: remoteId });

/** POST /{ig-user-id}/media: invisible to the public, dies by itself after 24 hours. */
export async function createContainer(
  graph: Graph,
  { session }: PublishContext,
  operationParams: Params,
): Promise<string> {
  const body = await graph.write("create_container", session, `${session.externalId}/media`, operationParams);
  return readAnswer(created, body, "instagram", "create_container").id;
}

/** A single image, reel or story frame. */
export async function singleParams(content: PublishContent): Promise<Params> {
  const [media] = content.media;
  if (!media)
    throw new AppError("MEDIA_REJECTED", "a post without media", { userMessage: "INSTAGRAM_MEDIA_TYPE" });
  const source = await sourceOf(media);
  if (content.kind === "story") return { media_type: "STORIES", ...source };
  if (content.kind === "reel")
    return { media_type: "REELS", ...source, ...reelParams(content), ...captionParams(content) };
  return { ...source, ...altText(media), ...captionParams(content) };
}

/** One item of a carousel: no caption of its own. */
export async function childParams(media: PublishMedia): Promise<Params> {
  const kind: Params = media.kind === "video" ? { media_type: "VIDEO" } : altText(media);
  return { is_carousel_item: "true", ...kind, ...(await sourceOf(media)) };
}

export const carouselParams = (content: PublishContent, handles: Readonly<Handles>): Params => ({
  media_type: "CAROUSEL",
  children: content.media.map((_, index) => handles[childKey(index)]).join(","),
  ...captionParams(content),
});

/** Meta fetches the file itself, without following redirects. */
const sourceOf = async (media: PublishMedia): Promise<Params> =>
  media.kind === "video" ? { video_url: await media.url() } : { image_url: await media.url() };

const altText = (media: PublishMedia): Params => (media.altText ? { alt_text: media.altText } : {});

function captionParams({ text, options }: PublishContent): Params {
  const names = String(options.collaborators ?? "")
    .split(/[\s,]+/)
    .map((name) => name.replace(/^@/, ""))
    .filter((name) => name !== "")
    .slice(0, 3);
  return {
    ...(text ? { caption: text } : {}),
    ...(names.length > 0 ? { collaborators: JSON.stringify(names) } : {}),
  };
}

function reelParams({ options }: PublishContent): Params {
  const offset = String(options.thumb_offset ?? "").trim();
  return {
    share_to_feed: String(options.share_to_feed ?? true),
    ...(/^\d+$/.test(offset) ? { thumb_offset: offset } : {}),
  };
}

const containerStatus = z.object({ status_code: z.string(), status: z.string().default("") });

export async function readContainerStatus(
  graph: Graph,
  session: PlatformSession,
  container: string,
): Promise<z.infer<typeof containerStatus>> {
  const body = await graph.read("container_status", session, container, { fields: "status_code,status" });
  return readAnswer(containerStatus, body, "instagram", "container_status");
}
