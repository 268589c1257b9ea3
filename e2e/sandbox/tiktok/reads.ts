import { bareNumber } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { Answer, Call } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import { findAccount, privacyOptions, type TikTokAccount } from "./accounts.ts";
import { errorAnswer, okAnswer, refuse } from "./errors.ts";
import { type PostingDeps, postsToday } from "./init.ts";
import type { Post, Publish, TikTokState } from "./state.ts";
import { authenticate, requireScope } from "./tokens.ts";

const avatar = (kit: Kit, account: TikTokAccount): string =>
  `${kit.url()}/assets/avatar/tiktok/${account.username}.svg`;

const FIELD_SCOPES: Record<string, string> = {
  open_id: "user.info.basic",
  union_id: "user.info.basic",
  avatar_url: "user.info.basic",
  avatar_url_100: "user.info.basic",
  avatar_large_url: "user.info.basic",
  display_name: "user.info.basic",
  bio_description: "user.info.profile",
  profile_deep_link: "user.info.profile",
  is_verified: "user.info.profile",
  username: "user.info.profile",
  follower_count: "user.info.stats",
  following_count: "user.info.stats",
  likes_count: "user.info.stats",
  video_count: "user.info.stats",
};

function userFields(kit: Kit, state: TikTokState, account: TikTokAccount): Record<string, unknown> {
  return {
    open_id: account.openId,
    union_id: account.unionId,
    avatar_url: avatar(kit, account),
    avatar_url_100: avatar(kit, account),
    avatar_large_url: avatar(kit, account),
    display_name: account.displayName,
    bio_description: account.bio,
    profile_deep_link: `${kit.url()}/tiktok/@${account.username}`,
    is_verified: account.isVerified,
    username: account.username,
    follower_count: account.followers,
    following_count: account.following,
    likes_count: account.likes,
    video_count: publicPosts(state, account.openId).length,
  };
}

/** `GET /v2/user/info/?fields=`: every field has its scope. */
export function userInfo({ kit, state, limits }: PostingDeps, call: Call): Answer {
  const session = authenticate(kit, state, call);
  limits.count("display", session.token);
  const now = kit.clock.now();
  const fields = splitFields(call);
  const account = findAccount(session.grant.openId);
  if (!account) throw refuse(now, "access_token_invalid");
  for (const field of fields) {
    const scope = FIELD_SCOPES[field];
    if (scope === undefined) throw refuse(now, "invalid_params", `Invalid field: ${field}`);
    requireScope(kit, session, scope);
  }
  const all = userFields(kit, state, account);
  return okAnswer(now, { user: Object.fromEntries(fields.map((field) => [field, all[field]])) });
}

function splitFields(call: Call): string[] {
  return (call.url.searchParams.get("fields") ?? "")
    .split(",")
    .map((field) => field.trim())
    .filter((field) => field !== "");
}

/** `POST /v2/post/publish/creator_info/query/`: a spent quota comes back with HTTP 200. */
export function creatorInfo(deps: PostingDeps, call: Call): Answer {
  const { kit, state, limits } = deps;
  const session = authenticate(kit, state, call);
  limits.count("creator_info", session.token);
  requireScope(kit, session, "video.publish");
  const now = kit.clock.now();
  const account = findAccount(session.grant.openId);
  if (!account) throw refuse(now, "access_token_invalid");
  if (postsToday(deps, account.openId) >= kit.settings().quota) {
    return errorAnswer(now, "spam_risk_too_many_posts", undefined, 200);
  }
  return okAnswer(now, {
    creator_avatar_url: avatar(kit, account),
    creator_username: account.username,
    creator_nickname: account.displayName,
    privacy_level_options: privacyOptions(account),
    comment_disabled: false,
    duet_disabled: account.isPrivate,
    stitch_disabled: account.isPrivate,
    max_video_post_duration_sec: account.maxVideoSeconds,
  });
}

const STATUS: Record<Publish["stage"], string | undefined> = {
  transferring: undefined,
  processing: undefined,
  complete: "PUBLISH_COMPLETE",
  inbox: "SEND_TO_USER_INBOX",
  failed: "FAILED",
};

/** `POST /v2/post/publish/status/fetch/`. */
export async function fetchStatus({ kit, state, limits }: PostingDeps, call: Call): Promise<Answer> {
  const session = authenticate(kit, state, call);
  limits.count("status", session.token);
  requireScope(kit, session, "video.publish", "video.upload");
  const now = kit.clock.now();
  const publish = await namedPublish({ kit, state }, call, session.grant.openId);
  const visible = state.posts
    .values()
    .filter((post) => post.publishId === publish.id && post.visibility === "public")
    .map((post) => bareNumber(post.id));
  const transferring = publish.source === "FILE_UPLOAD" ? "PROCESSING_UPLOAD" : "PROCESSING_DOWNLOAD";
  return okAnswer(now, {
    status: STATUS[publish.stage] ?? transferring,
    fail_reason: publish.stage === "failed" ? publish.failReason : "",
    publicaly_available_post_id: visible,
    uploaded_bytes: publish.upload?.received ?? 0,
    downloaded_bytes: publish.downloadedBytes,
  });
}

/** The publish a body names, if it is this creator's. */
export async function namedPublish(
  { kit, state }: Pick<PostingDeps, "kit" | "state">,
  call: Call,
  openId: string,
): Promise<Publish> {
  const now = kit.clock.now();
  const body = jsonObject(await call.bytes(), () =>
    refuse(now, "invalid_params", "The body is not a JSON object"),
  );
  if (typeof body.publish_id !== "string") throw refuse(now, "invalid_params", "publish_id is required");
  const publish = state.publishes.get(body.publish_id);
  if (!publish) throw refuse(now, "invalid_publish_id");
  if (publish.openId !== openId) throw refuse(now, "token_not_authorized_for_specified_publish_id");
  return publish;
}

const VIDEO_FIELDS = new Set([
  "id",
  "create_time",
  "cover_image_url",
  "share_url",
  "video_description",
  "duration",
  "height",
  "width",
  "title",
  "embed_html",
  "embed_link",
  "like_count",
  "comment_count",
  "share_count",
  "view_count",
]);

export const shareUrl = (kit: Kit, post: Post): string =>
  `${kit.url()}/tiktok/@${findAccount(post.openId)?.username}/${post.type}/${post.id}`;

function videoNode(kit: Kit, post: Post): Record<string, unknown> {
  const first = post.media[0];
  const url = shareUrl(kit, post);
  return {
    id: post.id,
    create_time: Math.floor(post.postedAt / 1000),
    cover_image_url: `${kit.url()}/assets/avatar/tiktok/${findAccount(post.openId)?.username}.svg`,
    share_url: url,
    video_description: post.type === "photo" ? post.description || post.title : post.title,
    title: post.title,
    duration: Math.round((first?.durationMs ?? 0) / 1000),
    height: first?.height ?? 0,
    width: first?.width ?? 0,
    embed_html: `<blockquote cite="${url}"></blockquote>`,
    embed_link: url,
    like_count: 0,
    comment_count: 0,
    share_count: 0,
    view_count: 0,
  };
}

/** Newest first; what waits for moderation or is private does not exist here. */
export const publicPosts = (state: TikTokState, openId: string): Post[] =>
  state.posts
    .values()
    .filter(
      (post) =>
        post.openId === openId && post.visibility === "public" && post.privacy === "PUBLIC_TO_EVERYONE",
    )
    .sort((a, b) => b.postedAt - a.postedAt);

/** `POST /v2/video/list/?fields=` with `{cursor, max_count}`: the cursor is UTC milliseconds. */
export async function listVideos({ kit, state, limits }: PostingDeps, call: Call): Promise<Answer> {
  const session = authenticate(kit, state, call);
  limits.count("display", session.token);
  requireScope(kit, session, "video.list");
  const now = kit.clock.now();
  const fields = checkedFields(now, call);
  const bytes = await call.bytes();
  const body =
    bytes.length === 0
      ? {}
      : jsonObject(bytes, () => refuse(now, "invalid_params", "The body is not a JSON object"));
  const count = body.max_count ?? 10;
  const cursor = body.cursor ?? now + 1;
  if (typeof count !== "number" || count < 1 || count > 20)
    throw refuse(now, "invalid_params", "max_count must be 1 to 20");
  if (typeof cursor !== "number") throw refuse(now, "invalid_params", "cursor must be UTC milliseconds");
  const older = publicPosts(state, session.grant.openId).filter((post) => post.postedAt < cursor);
  const shown = older.slice(0, count);
  return okAnswer(now, {
    videos: shown.map((post) => pick(videoNode(kit, post), fields)),
    cursor: shown[shown.length - 1]?.postedAt ?? cursor,
    has_more: older.length > shown.length,
  });
}

/** `POST /v2/video/query/?fields=`: foreign and unknown ids are left out without a word. */
export async function queryVideos({ kit, state, limits }: PostingDeps, call: Call): Promise<Answer> {
  const session = authenticate(kit, state, call);
  limits.count("display", session.token);
  requireScope(kit, session, "video.list");
  const now = kit.clock.now();
  const fields = checkedFields(now, call);
  const body = jsonObject(await call.bytes(), () =>
    refuse(now, "invalid_params", "The body is not a JSON object"),
  );
  const ids = (body.filters as { video_ids?: unknown } | undefined)?.video_ids;
  if (!Array.isArray(ids) || ids.length > 20)
    throw refuse(now, "invalid_params", "video_ids must list at most 20 ids");
  const wanted = new Set(ids.map(String));
  const found = publicPosts(state, session.grant.openId).filter((post) => wanted.has(post.id));
  return okAnswer(now, { videos: found.map((post) => pick(videoNode(kit, post), fields)) });
}

function checkedFields(now: number, call: Call): string[] {
  const fields = splitFields(call);
  const invalid = fields.filter((field) => !VIDEO_FIELDS.has(field));
  if (fields.length === 0 || invalid.length > 0) {
    throw refuse(
      now,
      "invalid_params",
      fields.length === 0 ? "fields is required" : `Invalid field: ${invalid.join(",")}`,
    );
  }
  return fields;
}

const pick = (node: Record<string, unknown>, fields: string[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field, node[field]]));
