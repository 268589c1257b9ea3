import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { Handles, PlatformSession, PublishContent, PublishContext, PublishMedia } from "../platform.ts";
import type { Graph, Params } from "./graph.ts";
import { childKey, partsOf, postKey } from "./parts.ts";

const created = z.object({ id: remoteId });

/**
 * POST /{threads-user-id}/threads: invisible to the public, dies by itself after 24 hours. Never with
 * `auto_publish_text`, which would make this call the irreversible one.
 * https://developers.facebook.com/documentation/threads/reference/publishing
 */
export async function createContainer(
  graph: Graph,
  { session }: PublishContext,
  params: Params,
): Promise<string> {
  const path = `${session.externalId}/threads`;
  const body = await graph.write("create_container", session, path, params);
  return readAnswer(created, body, "threads", "create_container").id;
}

/** The container of a part: the first has the media and the choices, the others reply to the one before. */
export async function partParams({ content, handles }: PublishContext, part: number): Promise<Params> {
  const text = partsOf(content)[part] ?? "";
  if (part > 0) return { media_type: "TEXT", text, reply_to_id: String(handles[postKey(part - 1)]) };
  const shared: Params = { ...(text ? { text } : {}), ...choices(content) };
  const [media] = content.media;
  if (content.kind === "carousel")
    return { media_type: "CAROUSEL", children: childrenOf(content, handles), ...shared };
  if (media) return { ...(await sourceOf(media)), ...shared };
  return { media_type: "TEXT", ...shared, ...linkOf(content) };
}

/** One item of a carousel: no text of its own. */
export const childParams = async (media: PublishMedia): Promise<Params> => ({
  is_carousel_item: "true",
  ...(await sourceOf(media)),
});

const childrenOf = (content: PublishContent, handles: Readonly<Handles>): string =>
  content.media.map((_, index) => handles[childKey(index)]).join(",");

/** Meta fetches the file itself. */
async function sourceOf(media: PublishMedia): Promise<Params> {
  const url = await media.url();
  const source: Params =
    media.kind === "video"
      ? { media_type: "VIDEO", video_url: url }
      : { media_type: "IMAGE", image_url: url };
  return media.altText ? { ...source, alt_text: media.altText } : source;
}

function choices({ options }: PublishContent): Params {
  const topic = String(options.topic_tag ?? "")
    .trim()
    .replace(/^#/, "");
  const control = String(options.reply_control ?? "");
  return {
    ...(control && control !== "everyone" ? { reply_control: control } : {}),
    ...(topic ? { topic_tag: topic } : {}),
  };
}

function linkOf({ options }: PublishContent): Params {
  const link = String(options.link_attachment ?? "").trim();
  return link ? { link_attachment: link } : {};
}

const containerStatus = z.object({ status: z.string(), error_message: z.string().nullish() });

/** GET /{container-id}: IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED. */
export async function readContainer(
  graph: Graph,
  session: PlatformSession,
  container: string,
): Promise<{ status: string; error: string }> {
  const body = await graph.read("container_status", session, container, { fields: "status,error_message" });
  const { status, error_message } = readAnswer(containerStatus, body, "threads", "container_status");
  return { status, error: error_message ?? "" };
}
