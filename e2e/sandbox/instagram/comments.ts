import { bigId } from "../core/ids.ts";
import { metaJson } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import { paginate } from "../meta/fields.ts";
import type { Comment, Flavor, InstagramState, Post } from "./state.ts";

const MAX_COMMENT = 2_200;

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
