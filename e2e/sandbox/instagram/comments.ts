import { bigId } from "../core/ids.ts";
import { metaJson } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { paginate } from "../meta/fields.ts";
import { invalidParameter, missingParameter, missingPermission } from "../meta/graph-error.ts";
import { accountById } from "./accounts.ts";
import type { Read } from "./session.ts";
import type { Comment, Flavor, InstagramState, Post } from "./state.ts";
import { permits } from "./tokens.ts";

const MAX_COMMENT = 2_200;
const MAX_HASHTAGS = 30;
const MAX_MENTIONS = 20;

/** A visitor comments on a post: it is kept, and announced to the app. */
export function addComment(
  kit: Kit,
  state: InstagramState,
  post: Post,
  input: { username: string; text: string },
): Comment {
  const comment: Comment = {
    id: bigId("1786", 17),
    postId: post.id,
    fromId: bigId("90", 16),
    username: input.username.slice(0, 30),
    text: input.text.slice(0, MAX_COMMENT),
    at: kit.clock.now(),
  };
  const webhooks = connectedFlavors(state, post.account).flatMap((flavor) =>
    kit.webhooks.announce({
      network: kit.network,
      flavor,
      event: "comments",
      account: post.account,
      body: commentBody(kit, post, comment, flavor),
    }),
  );
  kit.store.commit([state.comments.put(comment.id, comment), ...webhooks]);
  kit.webhooks.start();
  return comment;
}

/** `POST /{media-id}/comments`: a comment of the account itself. Counts as an effect of its own; the app is not told. */
export function ownComment({ kit, state, token, params }: Read, post: Post): Answer {
  if (!permits(token, "comments")) throw missingPermission();
  const text = params.get("message") ?? "";
  if (text === "") throw missingParameter("message");
  if (text.length > MAX_COMMENT) throw invalidParameter("The comment is too long.");
  if ((text.match(/#[\p{L}\p{N}_]+/gu) ?? []).length > MAX_HASHTAGS)
    throw invalidParameter("Too many hashtags in a comment.");
  if ((text.match(/@[\p{L}\p{N}_.]+/gu) ?? []).length > MAX_MENTIONS)
    throw invalidParameter("Too many mentions in a comment.");
  const handle = accountById(post.account)?.username ?? "";
  const comment: Comment = {
    id: bigId("1786", 17),
    postId: post.id,
    fromId: post.account,
    username: handle,
    text,
    at: kit.clock.now(),
  };
  const { network } = kit;
  const { account } = post;
  const told = { remoteId: comment.id, at: kit.clock.iso(), text, mediaCount: 0, media: [] };
  kit.store.commit(
    [state.comments.put(comment.id, comment)],
    [{ network, account, handle, kind: "comment", ...told }],
  );
  return { status: 200, json: { id: comment.id } };
}

/** The flavours through which somebody connected this account: each has its own app and secret. */
function connectedFlavors(state: InstagramState, account: string): Flavor[] {
  const flavors = state.tokens
    .values()
    .filter((token) => token.accounts.includes(account) && !token.revoked)
    .map((token) => token.flavor);
  return [...new Set(flavors)];
}

/** Facebook Login sends `changes[]`; Instagram Login the flat `field`/`value` of its documentation. */
function commentBody(kit: Kit, post: Post, comment: Comment, flavor: Flavor): string {
  const value = {
    id: comment.id,
    from: { id: comment.fromId, username: comment.username, self_ig_scoped_id: comment.fromId },
    media: { id: post.id, media_product_type: post.kind === "reel" ? "REELS" : "FEED" },
    text: comment.text,
  };
  const entry = { id: post.account, time: Math.floor(kit.clock.now() / 1000) };
  const change = { field: "comments", value };
  return metaJson({
    object: "instagram",
    entry: [flavor === "facebook-login" ? { ...entry, changes: [change] } : { ...entry, ...change }],
  });
}

/** `GET /{media-id}/comments`, newest first. */
export function commentsOf(
  kit: Kit,
  state: InstagramState,
  post: Post,
  params: Map<string, string>,
  url: URL,
): Answer {
  const all = state.comments
    .values()
    .filter((comment) => comment.postId === post.id)
    .sort((a, b) => b.at - a.at);
  const { items, paging } = paginate(all, params, url, kit.url());
  const data = items.map(({ id, text, at, username, fromId }) => ({
    id,
    text,
    username,
    from: { id: fromId, username },
    timestamp: new Date(at).toISOString().replace(/\.\d+Z$/, "+0000"),
  }));
  return { status: 200, json: { data, ...(paging && { paging }) } };
}
