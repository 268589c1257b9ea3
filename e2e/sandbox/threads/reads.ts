import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { type Node, paginate, parseFields, project } from "../meta/fields.ts";
import { noSuchObject } from "../meta/graph-error.ts";
import { accountById } from "./accounts.ts";
import { statusOf } from "./container-status.ts";
import { mediaType, permalink } from "./events.ts";
import { DELETES_A_DAY, repliesADay, usageOf } from "./publish.ts";
import type { Container, Post, Session, ThreadsState } from "./state.ts";
import { demand } from "./tokens.ts";

const DAY_S = 86_400;
const ok = (json: unknown): Answer => ({ status: 200, json });
const fieldsOf = ({ params }: Session, fallback: string) => parseFields(params.get("fields") || fallback);
const graphTime = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "+0000");

/** `GET /me` and `GET /{threads-user-id}`. */
export function readProfile(session: Session): Answer {
  const { kit, token } = session;
  demand(token, "threads_basic");
  const account = accountById(token.account);
  if (!account) throw noSuchObject("me", "get");
  const node: Node = {
    id: account.id,
    username: account.username,
    name: account.name,
    threads_profile_picture_url: `${kit.url()}/assets/avatar/threads/${account.username}.svg`,
    threads_biography: account.biography,
    is_verified: false,
  };
  return ok(project(node, fieldsOf(session, "id"), "ThreadsUser"));
}

/** `GET /{container-id}`: `status`, and `error_message` once it failed. */
export function readContainer(session: Session, container: Container): Answer {
  const node: Node = {
    id: container.id,
    status: statusOf(session.kit, container),
    error_message: container.failed,
  };
  return ok(project(node, fieldsOf(session, "id"), "ThreadsMediaContainer"));
}

function postNode(kit: Kit, state: ThreadsState, post: Post, viewer: string): Node {
  const [first] = post.media;
  const replies = state.posts
    .values()
    .filter((one) => one.replyTo === post.id && one.deletedAt === undefined);
  const mine = post.account === viewer;
  return {
    id: post.id,
    media_product_type: "THREADS",
    media_type: mediaType(post),
    media_url: first && `${kit.url()}/media/${first.sha256}`,
    permalink: permalink(kit, post),
    owner: post.account === "" ? undefined : { id: post.account },
    username: post.username,
    text: post.text === "" ? undefined : post.text,
    timestamp: graphTime(post.publishedAt),
    shortcode: post.shortcode,
    is_quote_post: false,
    has_replies: replies.length > 0,
    alt_text: first?.altText,
    topic_tag: post.topicTag,
    link_attachment_url: post.link,
    reply_audience: post.replyControl?.toUpperCase() ?? "EVERYONE",
    children: post.kind === "carousel" ? { data: post.childIds.map((id) => ({ id })) } : undefined,
    is_reply: post.replyTo !== undefined,
    is_reply_owned_by_me: mine,
    hide_status: "NOT_HUSHED",
    root_post: post.replyTo === undefined ? undefined : { id: post.rootId },
    replied_to: post.replyTo === undefined ? undefined : { id: post.replyTo },
  };
}

export function readPost(session: Session, post: Post): Answer {
  const { kit, state, token } = session;
  demand(token, "threads_basic");
  return ok(project(postNode(kit, state, post, token.account), fieldsOf(session, "id"), "ThreadsMedia"));
}

/** `GET /{threads-user-id}/threads` (own posts) and `/replies` (own replies), newest first. */
export function listOwn(session: Session, account: string, which: "threads" | "replies"): Answer {
  demand(session.token, "threads_basic", ...(which === "replies" ? ["threads_read_replies"] : []));
  return list(session, (post) => {
    return post.account === account && (post.replyTo !== undefined) === (which === "replies");
  });
}

/** `GET /{threads-media-id}/replies` (answers to it) and `/conversation` (everything under it). */
export function listReplies(session: Session, which: "replies" | "conversation"): Answer {
  demand(session.token, "threads_basic", "threads_read_replies");
  const id = session.call.param("id");
  const post = session.state.posts.get(id);
  if (!post || post.deletedAt !== undefined) throw noSuchObject(id, "get");
  return list(session, (one) =>
    which === "replies" ? one.replyTo === id : one.rootId === id && one.id !== id,
  );
}

function list(session: Session, wanted: (post: Post) => boolean): Answer {
  const { kit, state, token, call, params } = session;
  const since = Number(params.get("since") ?? 0) * 1000;
  const until = params.has("until") ? Number(params.get("until")) * 1000 : Number.POSITIVE_INFINITY;
  const posts = state.posts
    .values()
    .filter((post) => post.deletedAt === undefined && wanted(post))
    .filter((post) => post.publishedAt >= since && post.publishedAt <= until)
    .sort((a, b) => b.publishedAt - a.publishedAt);
  const { items, paging } = paginate(posts, params, call.url, kit.url());
  const fields = fieldsOf(session, "id");
  const data = items.map((post) =>
    project(postNode(kit, state, post, token.account), fields, "ThreadsMedia"),
  );
  return ok({ data, ...(paging && { paging }) });
}

/** `GET /{threads-user-id}/threads_publishing_limit`: each figure needs the permission of what it counts. */
export function readPublishingLimit(session: Session, account: string): Answer {
  const { kit, state, token } = session;
  demand(token, "threads_basic", "threads_content_publish");
  const fields = fieldsOf(session, "quota_usage");
  const asked = Object.keys(fields);
  if (asked.some((name) => name.startsWith("reply_"))) demand(token, "threads_manage_replies");
  if (asked.some((name) => name.startsWith("delete_"))) demand(token, "threads_delete");
  const usage = usageOf(kit, state, account);
  const config = (quota_total: number) => ({ quota_total, quota_duration: DAY_S });
  const node: Node = {
    quota_usage: usage.posts,
    config: config(kit.settings().quota),
    reply_quota_usage: usage.replies,
    reply_config: config(repliesADay(kit)),
    delete_quota_usage: usage.deletes,
    delete_config: config(DELETES_A_DAY),
  };
  return ok({ data: [project(node, fields, "ThreadsPublishingLimit")] });
}
