import { z } from "zod";
import { readAnswer } from "../answer.ts";
import type { PlatformSession, PublishContext } from "../platform.ts";
import type { RedditApi } from "./api.ts";
import { normalText, sameName, subredditName } from "./names.ts";

/** A page of a listing, newest first; Reddit gives a hundred at most. */
const PAGE = 100;
/** Reddit stamps posts by its own clock. */
const CLOCK_SLACK_MS = 60_000;

const post = z.object({
  id: z.string(),
  title: z.string(),
  subreddit: z.string(),
  permalink: z.string(),
  /** Seconds. */
  created_utc: z.number(),
  url: z.string().default(""),
  selftext: z.string().default(""),
  is_self: z.boolean().default(false),
  is_video: z.boolean().default(false),
  is_gallery: z.boolean().optional(),
  post_hint: z.string().optional(),
  is_reddit_media_domain: z.boolean().default(false),
  removed_by_category: z.string().nullish(),
});
export type ListedPost = z.infer<typeof post>;

const comment = z.object({
  id: z.string(),
  link_id: z.string(),
  body: z.string(),
  created_utc: z.number(),
  permalink: z.string().optional(),
});

const listingOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.object({ children: z.array(z.object({ data: item })) }) });

/** The account's newest posts. GET /user/{name}/submitted, scope `history`; removed ones are among them for oneself. */
export async function ownPosts(
  api: RedditApi,
  session: PlatformSession,
  limit = PAGE,
): Promise<ListedPost[]> {
  const path = `/user/${encodeURIComponent(username(session))}/submitted?sort=new&limit=${limit}&raw_json=1`;
  const body = await api.call("submitted", session, path);
  return readAnswer(listingOf(post), body, "reddit", "submitted").data.children.map(({ data }) => data);
}

/** The account's newest comments. GET /user/{name}/comments. */
export async function ownComments(api: RedditApi, session: PlatformSession) {
  const path = `/user/${encodeURIComponent(username(session))}/comments?sort=new&limit=${PAGE}&raw_json=1`;
  const body = await api.call("user_comments", session, path);
  return readAnswer(listingOf(comment), body, "reddit", "user_comments").data.children.map(
    ({ data }) => data,
  );
}

const username = ({ meta, externalId }: PlatformSession): string => meta.username ?? externalId;

type Armed = Pick<PublishContext, "content" | "handles"> & { armedAt: Date };

/**
 * Those of the newest posts that can be the one that was sent: same subreddit, title, kind and content, made since the
 * call, and above the post that was the newest before it.
 */
export function ourPosts(listed: readonly ListedPost[], { content, handles, armedAt }: Armed): ListedPost[] {
  const before = listed.findIndex(({ id }) => id === handles.newest);
  const since = (armedAt.getTime() - CLOCK_SLACK_MS) / 1000;
  const place = subredditName(content.options.subreddit) ?? "";
  const title = normalText(String(content.options.title ?? ""));
  return listed
    .slice(0, before < 0 ? undefined : before)
    .filter(
      (one) =>
        one.created_utc >= since &&
        sameName(one.subreddit, place) &&
        normalText(one.title) === title &&
        isOfKind(one, content),
    );
}

function isOfKind(one: ListedPost, { kind, text, options }: Armed["content"]): boolean {
  switch (kind) {
    case "self":
      return one.is_self && normalText(one.selftext) === normalText(text);
    case "link":
      return !one.is_self && sameAddress(one.url, String(options.url ?? ""));
    case "gallery":
      return one.is_gallery === true;
    case "video":
      return one.is_video || one.post_hint === "hosted:video";
    default:
      return (
        !one.is_self &&
        !one.is_video &&
        one.is_gallery !== true &&
        (one.is_reddit_media_domain || one.post_hint === "image")
      );
  }
}

function sameAddress(one: string, other: string): boolean {
  if (!URL.canParse(one) || !URL.canParse(other.trim())) return one === other.trim();
  return new URL(one).href === new URL(other.trim()).href;
}

/** The comment of these words under this post, made since the call. */
export async function ourComment(
  api: RedditApi,
  session: PlatformSession,
  wanted: { postId: string; text: string; armedAt: Date },
) {
  const since = (wanted.armedAt.getTime() - CLOCK_SLACK_MS) / 1000;
  return (await ownComments(api, session)).find(
    (one) =>
      one.link_id === `t3_${wanted.postId}` &&
      one.created_utc >= since &&
      normalText(one.body) === normalText(wanted.text),
  );
}
