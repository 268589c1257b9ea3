import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { Live, PublishContext, Verdict } from "../platform.ts";
import { readContainerStatus } from "./containers.ts";
import { evidence } from "./evidence.ts";
import { commentIsMissing, firstCommentOf, reconcileFirstComment } from "./first-comment.ts";
import type { Graph } from "./graph.ts";

/** Instagram stamps posts in whole seconds, by its own clock. */
const CLOCK_SLACK_MS = 60_000;

/**
 * Did the lost `media_publish` happen? The container knows: PUBLISHED is terminal, FINISHED still waits. One container
 * never makes two posts, so publishing the same one again after FINISHED has held for a while is safe.
 */
export async function reconcileInstagram(
  graph: Graph,
  context: PublishContext & { armedAt: Date },
): Promise<Verdict> {
  if (commentIsMissing(context)) return reconcileFirstComment(graph, context);
  const container = String(context.handles.container ?? "");
  if (container === "") return { verdict: "not-happened", evidence: evidence("instagram.nothing_prepared") };
  const { status_code: status } = await readContainerStatus(graph, context.session, container);
  switch (status) {
    case "PUBLISHED":
      return publishedVerdict(graph, context, container);
    case "FINISHED":
      return { verdict: "not-happened", evidence: evidence("instagram.ready_unpublished", { container }) };
    case "ERROR":
    case "EXPIRED":
      return {
        verdict: "not-happened",
        evidence: evidence("instagram.no_longer_usable", { container, status }),
      };
    default:
      return { verdict: "pending", evidence: evidence("instagram.undecided", { container, status }) };
  }
}

async function publishedVerdict(
  graph: Graph,
  context: PublishContext & { armedAt: Date },
  container: string,
): Promise<Verdict> {
  const live = await findPublished(graph, context, context.armedAt);
  if (live && firstCommentOf(context.content) !== "")
    return {
      verdict: "settled",
      live,
      handles: { mediaId: live.remoteId ?? "", looks: 0 },
      evidence: evidence("instagram.published", { container, post: live.remoteId ?? "" }),
    };
  return live
    ? {
        verdict: "live",
        live,
        evidence: evidence("instagram.published", { container, post: live.remoteId ?? "" }),
      }
    : {
        verdict: "accepted",
        handles: { published: 1 },
        evidence: evidence("instagram.published_not_found", { container }),
      };
}

const mediaList = z.object({
  data: z.array(
    z.object({
      id: remoteId,
      caption: z.string().optional(),
      media_type: z.string().optional(),
      media_product_type: z.string().optional(),
      permalink: z.string().optional(),
      timestamp: z.string(),
    }),
  ),
});
type Media = z.infer<typeof mediaList>["data"][number];

/**
 * The post that came out of our container, among the account's newest: right kind, right text, made after the call was
 * armed. Undefined when there is none, or more than one that could be it.
 */
export async function findPublished(
  graph: Graph,
  { session, content }: PublishContext,
  since: Date | undefined,
): Promise<Live | undefined> {
  if (!since) return undefined;
  const story = content.kind === "story";
  const body = await graph.read(
    story ? "list_stories" : "list_media",
    session,
    `${session.externalId}/${story ? "stories" : "media"}`,
    {
      fields: "id,caption,media_type,media_product_type,permalink,timestamp",
      ...(story ? {} : { limit: "25" }),
    },
  );
  const { data } = readAnswer(mediaList, body, "instagram", story ? "list_stories" : "list_media");
  const from = since.getTime() - CLOCK_SLACK_MS;
  const candidates = data.filter(
    (media) =>
      Date.parse(media.timestamp) >= from &&
      isKind(content.kind, media) &&
      hasText(content.text, media, story),
  );
  const [only, another] = candidates;
  if (!only || another) return undefined;
  return { remoteId: only.id, ...(only.permalink ? { remoteUrl: only.permalink } : {}) };
}

function isKind(kind: string, media: Media): boolean {
  if (kind === "reel") return media.media_product_type === undefined || media.media_product_type === "REELS";
  if (kind === "carousel") return media.media_type === undefined || media.media_type === "CAROUSEL_ALBUM";
  if (kind === "image") return media.media_type === undefined || media.media_type === "IMAGE";
  return true;
}

/** Stories have no caption; one page of the documentation keeps captions from Instagram Login: absent is no proof. */
const hasText = (text: string, media: Media, story: boolean): boolean =>
  story || media.caption === undefined || sameText(media.caption, text);

const sameText = (a: string, b: string): boolean => normal(a) === normal(b);
const normal = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();
