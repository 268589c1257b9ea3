import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { type Node, paginate, parseFields, project } from "../meta/fields.ts";
import { missingPermission, noSuchObject } from "../meta/graph-error.ts";
import { accountById, type FacebookPage, type InstagramAccount, pageById, personById } from "./accounts.ts";
import { statusOf, statusText } from "./containers.ts";
import { quotaUsed } from "./publish.ts";
import type { Read } from "./session.ts";
import type { Container, ContainerMedia, InstagramState, Post, Token } from "./state.ts";
import { newToken, permits } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;

const ok = (json: unknown): Answer => ({ status: 200, json });
const fieldsOf = (read: Read, fallback: string) => parseFields(read.params.get("fields") || fallback);

/** Graph's dates: seconds, with a numeric zone. */
const graphTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "+0000");

export const permalink = (kit: Kit, post: Post): string => {
  if (post.kind === "story") {
    return `${kit.url()}/instagram/stories/${accountById(post.account)?.username}/${post.id}`;
  }
  return `${kit.url()}/instagram/${post.kind === "reel" ? "reel" : "p"}/${post.shortcode}`;
};

export function userNode(
  kit: Kit,
  state: InstagramState,
  account: InstagramAccount,
  flavor: Token["flavor"],
): Node {
  const posts = state.posts
    .values()
    .filter((post) => post.account === account.id && post.deletedAt === undefined);
  return {
    id: flavor === "instagram-login" ? account.appScopedId : account.id,
    ...(flavor === "instagram-login" && { user_id: account.id, account_type: account.accountType }),
    username: account.username,
    name: account.name,
    biography: account.biography,
    website: undefined,
    profile_picture_url: `${kit.url()}/assets/avatar/instagram/${account.username}.svg`,
    followers_count: account.followers,
    follows_count: account.follows,
    media_count: posts.filter((post) => post.kind !== "story").length,
  };
}

/** `GET /me`: the Instagram account (Instagram Login) or the person (Facebook Login). */
export function readMe(read: Read): Answer {
  const { kit, state, token } = read;
  if (token.flavor === "instagram-login") {
    const account = accountById(token.holder);
    if (!account) throw noSuchObject("me", "get");
    if (!permits(token, "basic")) throw missingPermission();
    return ok(project(userNode(kit, state, account, token.flavor), fieldsOf(read, "id,username"), "IGUser"));
  }
  if (token.kind === "page") {
    const page = pageById(token.pages[0] ?? "");
    return ok(project({ id: page?.id, name: page?.name }, fieldsOf(read, "id,name"), "Page"));
  }
  const person = personById(token.holder);
  const node: Node = {
    id: person?.id,
    name: person?.name,
    first_name: person?.name.split(" ")[0],
    email: undefined,
  };
  return ok(project(node, fieldsOf(read, "id,name"), "User"));
}

/** `GET /me/permissions`. */
export function readPermissions({ token }: Read): Answer {
  const rows = (permissions: string[], status: string) =>
    permissions.map((permission) => ({ permission, status }));
  return ok({ data: [...rows(token.scopes, "granted"), ...rows(token.declined, "declined")] });
}

/** `GET /me/accounts`: the Pages ticked in the dialog, each with its own token that does not expire. */
export function readPages(read: Read): Answer {
  const { kit, state, token, call, params } = read;
  const granted = token.scopes.includes("pages_show_list") ? token.pages : [];
  const pages = granted.flatMap((id) => pageById(id) ?? []);
  const { items, paging } = paginate(pages, params, call.url, kit.url());
  const fields = fieldsOf(read, "access_token,category,name,id");
  const data = items.map((page) => project(pageNode(kit, state, token, page), fields, "Page"));
  return ok({ data, ...(paging && { paging }) });
}

export function pageNode(kit: Kit, state: InstagramState, token: Token, page: FacebookPage): Node {
  const account = accountById(page.instagram ?? "");
  return {
    id: page.id,
    name: page.name,
    category: "Product/service",
    tasks: ["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"],
    access_token: pageToken(kit, state, token, page),
    instagram_business_account:
      account && permits(token, "basic") ? userNode(kit, state, account, "facebook-login") : undefined,
  };
}

/** One token per user token and Page, the same at every read. */
function pageToken(kit: Kit, state: InstagramState, user: Token, page: FacebookPage): string {
  const existing = state.tokens
    .values()
    .find(
      (one) => one.kind === "page" && one.holder === user.holder && one.pages[0] === page.id && !one.revoked,
    );
  if (existing && existing.scopes.join() === user.scopes.join()) return existing.token;
  const accounts = page.instagram ? [page.instagram] : [];
  const fresh = newToken(kit, { ...user, accounts, pages: [page.id] }, "page");
  kit.store.commit([state.tokens.put(fresh.token, fresh)]);
  return fresh.token;
}

export function readContainer(read: Read, container: Container): Answer {
  const node: Node = {
    id: container.id,
    status_code: statusOf(read.kit, container),
    status: statusText(read.kit, container),
    copyright_check_status: undefined,
  };
  return ok(project(node, fieldsOf(read, "id"), "IGMediaBuilder"));
}

const mediaUrl = (kit: Kit, media: ContainerMedia): string => `${kit.url()}/media/${media.sha256}`;
const isVideo = (media: ContainerMedia | undefined): boolean =>
  media?.contentType.startsWith("video/") === true;

export function mediaNode(kit: Kit, state: InstagramState, post: Post): Node {
  const account = accountById(post.account);
  const first = post.media[0];
  const type = post.kind === "carousel" ? "CAROUSEL_ALBUM" : isVideo(first) ? "VIDEO" : "IMAGE";
  const product = post.kind === "story" ? "STORY" : post.kind === "reel" ? "REELS" : "FEED";
  return {
    id: post.id,
    ig_id: post.id,
    caption: post.caption === "" ? undefined : post.caption,
    alt_text: post.altText,
    media_type: type,
    media_product_type: product,
    media_url: first && mediaUrl(kit, first),
    thumbnail_url: isVideo(first)
      ? `${kit.url()}/assets/avatar/instagram/${account?.username}.svg`
      : undefined,
    permalink: permalink(kit, post),
    shortcode: post.shortcode,
    timestamp: graphTime(post.publishedAt),
    username: account?.username,
    owner: { id: post.account },
    like_count: 0,
    comments_count: state.comments.values().filter((comment) => comment.postId === post.id).length,
    is_comment_enabled: true,
    children: post.kind === "carousel" ? { data: post.childIds.map((id) => ({ id })) } : undefined,
  };
}

export function readMedia(read: Read, post: Post): Answer {
  if (!permits(read.token, "basic")) throw missingPermission();
  return ok(project(mediaNode(read.kit, read.state, post), fieldsOf(read, "id"), "IGMedia"));
}

/** `GET /{ig-user-id}/media` (posts, newest first) and `/stories` (the last 24 hours). */
export function listMedia(read: Read, account: string, which: "feed" | "stories"): Answer {
  const { kit, state, token, call, params } = read;
  if (!permits(token, "basic")) throw missingPermission();
  const since = which === "stories" ? kit.clock.now() - DAY_MS : seconds(params.get("since"), 0);
  const until = seconds(params.get("until"), Number.POSITIVE_INFINITY);
  const posts = state.posts
    .values()
    .filter((post) => post.account === account && post.deletedAt === undefined)
    .filter((post) => (post.kind === "story") === (which === "stories"))
    .filter((post) => post.publishedAt >= since && post.publishedAt <= until)
    .sort((a, b) => b.publishedAt - a.publishedAt);
  const { items, paging } = paginate(posts, params, call.url, kit.url());
  const fields = fieldsOf(read, "id");
  return ok({
    data: items.map((post) => project(mediaNode(kit, state, post), fields, "IGMedia")),
    ...(paging && { paging }),
  });
}

const seconds = (text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) || fallback;
};

/** `GET /{ig-user-id}/content_publishing_limit`. */
export function readPublishingLimit(read: Read, account: string): Answer {
  const { kit, state, token, params } = read;
  if (!permits(token, "publish")) throw missingPermission();
  const usage = quotaUsed(kit, state, account, seconds(params.get("since"), kit.clock.now() - DAY_MS));
  const node: Node = {
    quota_usage: usage,
    config: { quota_total: kit.settings().quota, quota_duration: 86_400 },
  };
  return ok({ data: [project(node, fieldsOf(read, "quota_usage"), "ContentPublishingLimitResponse")] });
}
