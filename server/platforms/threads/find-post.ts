import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { Live, PublishContext } from "../platform.ts";
import type { Graph } from "./graph.ts";
import { madeKey, partsOf, postKey } from "./parts.ts";

/** Threads stamps posts in whole seconds, by its own clock. */
const CLOCK_SLACK_MS = 60_000;

const postList = z.object({
  data: z.array(
    z.object({
      id: remoteId,
      text: z.string().optional(),
      media_type: z.string().optional(),
      permalink: z.string().optional(),
      timestamp: z.string(),
      replied_to: z.object({ id: remoteId }).optional(),
    }),
  ),
});
type Post = z.infer<typeof postList>["data"][number];

/**
 * The post that came out of a part's container, among the account's newest (posts, or replies for a later part): right
 * text, right kind, a reply to the part before, made after its container. Undefined when there is none, or more than one
 * that could be it.
 */
export async function findPost(
  graph: Graph,
  context: PublishContext,
  part: number,
): Promise<Live | undefined> {
  const { session, handles, armedAt } = context;
  const since = Number(handles[madeKey(part)] ?? 0) || armedAt?.getTime();
  if (since === undefined) return undefined;
  const list = part === 0 ? "threads" : "replies";
  const body = await graph.read(`list_${list}`, session, `${session.externalId}/${list}`, {
    fields: `id,text,media_type,permalink,timestamp${part === 0 ? "" : ",replied_to"}`,
    limit: "25",
  });
  const { data } = readAnswer(postList, body, "threads", `list_${list}`);
  const from = since - CLOCK_SLACK_MS;
  const candidates = data.filter((post) => Date.parse(post.timestamp) >= from && isOurs(context, part, post));
  const [only, another] = candidates;
  if (!only || another) return undefined;
  return { remoteId: only.id, ...(only.permalink ? { remoteUrl: only.permalink } : {}) };
}

function isOurs({ content, handles }: PublishContext, part: number, post: Post): boolean {
  if (!sameText(post.text ?? "", partsOf(content)[part] ?? "")) return false;
  if (part > 0) return post.replied_to === undefined || post.replied_to.id === handles[postKey(part - 1)];
  return post.media_type === undefined || post.media_type === MEDIA_TYPES[content.kind];
}

const MEDIA_TYPES: Record<string, string> = {
  text: "TEXT_POST",
  image: "IMAGE",
  video: "VIDEO",
  carousel: "CAROUSEL_ALBUM",
};

/** Threads takes the hash sign off a tag in the text, and white space at the ends. */
const sameText = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (text: string): string =>
  text.normalize("NFC").replaceAll("#", "").replace(/\s+/g, " ").trim();
