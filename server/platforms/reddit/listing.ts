import { z } from "zod";
import { readAnswer } from "../answer.ts";
import type { PlatformSession, PublishContext } from "../platform.ts";
import type { RedditApi } from "./api.ts";
import { normalText, sameName, subredditName } from "./names.ts";

/** A page of a listing; Reddit gives a hundred at most, and lists a thousand things in all. */
const PAGE = 100;
const MOST_PAGES = 10;
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
  z.object({ data: z.object({ after: z.string().nullish(), children: z.array(z.object({ data: item })) }) });

/** The account's newest post, if it has any. GET /user/{name}/submitted, scope `history`. */
export async function newestPost(api: RedditApi, session: PlatformSession): Promise<ListedPost | undefined> {
  const body = await api.call("submitted", session, pathOf(session, "submitted", 1));
  return readAnswer(listingOf(post), body, "reddit", "submitted").data.children[0]?.data;
}

export interface Listed<T> {
  items: T[];
  /** Everything of the wanted time is among them. */
  whole: boolean;
}

/**
 * The account's posts since a moment, newest first; those that moderators removed are among them for oneself. Page after
 * page, as an account that posts much pushes its own posts down the list.
 */
export const ownPosts = (
  api: RedditApi,
  session: PlatformSession,
  since: Date,
): Promise<Listed<ListedPost>> =>
  readSince(post, since, async (after) =>
    api.call("submitted", session, pathOf(session, "submitted", PAGE, after)),
  );

/** The account's comments since a moment. GET /user/{name}/comments. */
const ownComments = (api: RedditApi, session: PlatformSession, since: Date) =>
  readSince(comment, since, async (after) =>
    api.call("user_comments", session, pathOf(session, "comments", PAGE, after)),
  );

const pathOf = (session: PlatformSession, list: string, limit: number, after?: string): string =>
  `/user/${encodeURIComponent(username(session))}/${list}?sort=new&limit=${limit}&raw_json=1${
    after ? `&after=${encodeURIComponent(after)}` : ""
  }`;

async function readSince<T extends { created_utc: number }>(
  item: z.ZodType<T>,
  since: Date,
  read: (after: string | undefined) => Promise<unknown>,
): Promise<Listed<T>> {
  const items: T[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data } = readAnswer(listingOf(item), await read(after), "reddit", "listing");
    items.push(...data.children.map((child) => child.data));
    after = data.after ?? undefined;
    const oldest = items.at(-1);
    if (!after || !oldest || oldest.created_utc < sinceSeconds(since)) return { items, whole: true };
  }
  return { items, whole: false };
}

/** Reddit stamps in whole seconds, by its own clock. */
const sinceSeconds = (armedAt: Date): number => Math.floor((armedAt.getTime() - CLOCK_SLACK_MS) / 1000);

const username = ({ meta, externalId }: PlatformSession): string => meta.username ?? externalId;

type Armed = Pick<PublishContext, "content" | "handles"> & { armedAt: Date };

/**
 * Those of the newest posts that can be the one that was sent: same subreddit, title, kind and content, made since the
 * call, and above the post that was the newest before it.
 */
export function ourPosts(listed: readonly ListedPost[], { content, handles, armedAt }: Armed): ListedPost[] {
  const before = listed.findIndex(({ id }) => id === handles.newest);
  const since = sinceSeconds(armedAt);
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
  const { items, whole } = await ownComments(api, session, wanted.armedAt);
  const found = items.find(
    (one) =>
      one.link_id === `t3_${wanted.postId}` &&
      one.created_utc >= sinceSeconds(wanted.armedAt) &&
      normalText(one.body) === normalText(wanted.text),
  );
  return { found, whole };
}
