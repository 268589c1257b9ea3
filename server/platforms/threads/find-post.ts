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
  paging: z
    .object({ cursors: z.object({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});
type Post = z.infer<typeof postList>["data"][number];

/** The most that Threads gives at once. https://developers.facebook.com/docs/threads/threads-media */
const PAGE = 100;
/** More than an account may publish in a day, chains included. */
const MOST_PAGES = 15;

/**
 * The post that came out of a part's container, among all that the account made since (posts, or replies for a later
 * part): right text, right kind, a reply to the part before. Undefined when there is none, or more than one that could be
 * it.
 */
export async function findPost(
  graph: Graph,
  context: PublishContext,
  part: number,
): Promise<Live | undefined> {
  const { handles, armedAt } = context;
  const since = Number(handles[madeKey(part)] ?? 0) || armedAt?.getTime();
  if (since === undefined) return undefined;
  const candidates: Post[] = [];
  for await (const post of madeSince(
    graph,
    context,
    part === 0 ? "threads" : "replies",
    since - CLOCK_SLACK_MS,
  ))
    if (isOurs(context, part, post)) candidates.push(post);
  const [only, another] = candidates;
  if (!only || another) return undefined;
  return { remoteId: only.id, ...(only.permalink ? { remoteUrl: only.permalink } : {}) };
}

/** The newest first. Threads is asked for what is younger, and what it gives beyond that is left out. */
async function* madeSince(
  graph: Graph,
  { session }: PublishContext,
  list: "threads" | "replies",
  sinceMs: number,
): AsyncGenerator<Post> {
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const body = await graph.read(`list_${list}`, session, `${session.externalId}/${list}`, {
      fields: `id,text,media_type,permalink,timestamp${list === "threads" ? "" : ",replied_to"}`,
      limit: String(PAGE),
      since: String(Math.floor(sinceMs / 1000)),
      ...(after === undefined ? {} : { after }),
    });
    const { data, paging } = readAnswer(postList, body, "threads", `list_${list}`);
    const young = data.filter((post) => Date.parse(post.timestamp) >= sinceMs);
    yield* young;
    after = paging?.cursors?.after;
    if (after === undefined || !paging?.next || young.length < data.length) return;
  }
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
