import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { findAccount, type RedditAccount } from "./accounts.ts";
import type { Comment, Post, RedditState } from "./state.ts";
import { findSubreddit, type Subreddit } from "./subreddits.ts";

/** How Reddit writes things down: Things in Listings, times as floating seconds, ids as fullnames. */

const seconds = (ms: number): number => Math.floor(ms / 1000);
const nameOf = (accountId: string): string => findAccount(accountId)?.name ?? "[deleted]";

/** `Glaze test: 3 of 7!` → `glaze_test_3_of_7`. */
const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 50) || "_";

export const permalink = (post: Post): string =>
  `/r/${post.subreddit}/comments/${post.id}/${slug(post.title)}/`;
export const postUrl = (kit: Kit, post: Post): string => `${kit.url()}/www.reddit.com${permalink(post)}`;

function linkOf(kit: Kit, post: Post): string {
  switch (post.kind) {
    case "self":
      return postUrl(kit, post);
    case "link":
      return post.url;
    case "gallery":
      return `https://www.reddit.com/gallery/${post.id}`;
    case "video":
      return `https://v.redd.it/${post.id}`;
    case "image":
      return `https://i.redd.it/${post.id}.${post.media[0]?.contentType === "image/png" ? "png" : "jpeg"}`;
  }
}

export function postThing(kit: Kit, state: RedditState, post: Post) {
  const hidden = post.stage === "deleted";
  const url = linkOf(kit, post);
  return {
    kind: "t3",
    data: {
      id: post.id,
      name: `t3_${post.id}`,
      title: post.title,
      author: hidden ? "[deleted]" : nameOf(post.accountId),
      author_fullname: hidden ? undefined : `t2_${post.accountId}`,
      subreddit: post.subreddit,
      subreddit_name_prefixed: `r/${post.subreddit}`,
      subreddit_id: `t5_${findSubreddit(post.subreddit)?.id}`,
      permalink: permalink(post),
      url,
      domain: post.kind === "self" ? `self.${post.subreddit}` : new URL(url).hostname,
      selftext: hidden ? "[deleted]" : post.text,
      is_self: post.kind === "self",
      is_video: post.kind === "video",
      ...(post.kind === "gallery" ? { is_gallery: true } : {}),
      is_reddit_media_domain: post.kind === "image" || post.kind === "video",
      ...(post.kind === "image" ? { post_hint: "image" } : {}),
      ...(post.kind === "video" ? { post_hint: "hosted:video" } : {}),
      created_utc: seconds(post.createdAt),
      created: seconds(post.createdAt),
      score: 1,
      ups: 1,
      downs: 0,
      upvote_ratio: 1,
      num_comments: commentsOf(state, post.id).length,
      over_18: post.nsfw,
      spoiler: post.spoiler,
      locked: findSubreddit(post.subreddit)?.locked === true,
      link_flair_text: post.flairText ?? null,
      link_flair_template_id: post.flairId,
      removed_by_category: post.stage === "removed" ? (post.removedBy ?? "moderator") : null,
      edited: false,
      stickied: false,
    },
  };
}

export const commentsOf = (state: RedditState, postId: string): Comment[] =>
  state.comments.values().filter((comment) => comment.postId === postId && !comment.deleted);

export function commentThing(state: RedditState, comment: Comment) {
  const post = state.posts.get(comment.postId);
  return {
    kind: "t1",
    data: {
      id: comment.id,
      name: `t1_${comment.id}`,
      author: nameOf(comment.accountId),
      body: comment.body,
      link_id: `t3_${comment.postId}`,
      parent_id: comment.parent,
      subreddit: post?.subreddit ?? "",
      permalink: post ? `${permalink(post)}${comment.id}/` : "",
      created_utc: seconds(comment.createdAt),
      score: 1,
      replies: "",
      stickied: false,
      edited: false,
    },
  };
}

export function subredditThing(one: Subreddit, viewer: RedditAccount) {
  const member = one.members.includes(viewer.name);
  return {
    kind: "t5",
    data: {
      id: one.id,
      name: `t5_${one.id}`,
      display_name: one.name,
      display_name_prefixed: `r/${one.name}`,
      title: one.title,
      subreddit_type: one.type,
      submission_type: one.submissionType,
      allow_images: one.images,
      allow_videos: one.videos,
      allow_videogifs: one.videos,
      allow_galleries: one.galleries,
      spoilers_enabled: one.spoilers,
      over18: one.over18,
      restrict_posting: one.type === "restricted" || one.type === "user",
      user_is_banned: one.banned.includes(viewer.name),
      user_is_contributor: member,
      user_is_moderator: one.type === "user" && member,
      user_is_subscriber: viewer.subscribed.includes(one.name),
      link_flair_enabled: one.flairs !== undefined,
      can_assign_link_flair: one.flairs !== undefined,
      subscribers: 12_000,
    },
  };
}

export interface Page<T> {
  children: T[];
  after: string | null;
}

/** A part of a list: `limit` of 1 to 100, behind the fullname `after`. */
export function paged<T extends { id: string }>(call: Call, all: readonly T[], prefix: string): Page<T> {
  const limit = Math.min(100, Math.max(1, Number(call.url.searchParams.get("limit") ?? 25) || 25));
  const after = call.url.searchParams.get("after") ?? "";
  const from = after === "" ? 0 : all.findIndex(({ id }) => `${prefix}_${id}` === after) + 1;
  const children = all.slice(from, from + limit);
  const last = children.at(-1);
  return { children, after: last && from + limit < all.length ? `${prefix}_${last.id}` : null };
}

export const listing = (children: unknown[], after: string | null = null) => ({
  kind: "Listing",
  data: { after, before: null, dist: children.length, modhash: null, geo_filter: "", children },
});

/** Without `raw_json=1` the old habit of escaping for HTML lives on. */
export const jsonAnswer = (call: Call, json: unknown): Answer => ({
  status: 200,
  json: call.url.searchParams.get("raw_json") === "1" ? json : escaped(json),
});

function escaped(value: unknown): unknown {
  if (typeof value === "string")
    return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, escaped(inner)]));
}
