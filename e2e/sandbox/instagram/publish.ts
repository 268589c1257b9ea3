import { bigId, shortcode } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import type { NewEffect } from "../core/store.ts";
import { missingParameter, missingPermission, noSuchObject } from "../meta/graph-error.ts";
import { accountById } from "./accounts.ts";
import { statusOf } from "./containers.ts";
import { publishingError } from "./errors.ts";
import type { Container, ContainerMedia, InstagramState, Post, Token } from "./state.ts";
import { permits } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;

/** Posts of an account in the last 24 hours; a carousel counts once, a deleted post still counts. */
export function quotaUsed(
  kit: Kit,
  state: InstagramState,
  account: string,
  sinceMs = kit.clock.now() - DAY_MS,
): number {
  return state.posts.values().filter((post) => post.account === account && post.publishedAt > sinceMs).length;
}

/** `POST /{ig-user-id}/media_publish`: one container becomes one post, whoever asks however often. */
export function publishContainer(
  kit: Kit,
  state: InstagramState,
  token: Token,
  account: string,
  params: Map<string, string>,
): Answer {
  if (!permits(token, "publish")) throw missingPermission();
  const creationId = params.get("creation_id");
  if (creationId === undefined) throw missingParameter("creation_id");
  const container = state.containers.get(creationId);
  if (!container || container.account !== account || container.kind.startsWith("child-")) {
    throw publishingError("mediaNotFound");
  }
  switch (statusOf(kit, container)) {
    case "PUBLISHED":
      if (kit.settings().republish === "error") throw publishingError("builderMissing");
      return { status: 200, json: { id: container.postId } };
    case "EXPIRED":
      throw publishingError("mediaExpired");
    case "ERROR":
    case "IN_PROGRESS":
      throw publishingError("notReady");
    case "FINISHED":
      if (quotaUsed(kit, state, account) >= kit.settings().quota) throw publishingError("dailyCap");
      return { status: 200, json: { id: makePost(kit, state, container).id } };
  }
}

function makePost(kit: Kit, state: InstagramState, container: Container): Post {
  const id = bigId("1792", 17);
  const children = container.children.flatMap((childId) => state.containers.get(childId) ?? []);
  const media = container.media ? [container.media] : children.flatMap((child) => child.media ?? []);
  const post: Post = {
    id,
    account: container.account,
    containerId: container.id,
    kind: postKind(container),
    caption: container.caption,
    altText: container.altText,
    shortcode: shortcode(id),
    media,
    childIds: children.map(() => bigId("1793", 17)),
    publishedAt: kit.clock.now(),
  };
  kit.store.commit(
    [
      state.posts.put(id, post),
      ...[container, ...children].map((one) => state.containers.put(one.id, { ...one, postId: id })),
    ],
    [effectOf(kit, post, post.kind === "story" ? "story" : "post")],
  );
  return post;
}

function postKind({ kind }: Container): Post["kind"] {
  if (kind === "reel" || kind === "carousel") return kind;
  return kind === "story-image" || kind === "story-video" ? "story" : "image";
}

const digest = ({ sha256, bytes, contentType }: ContainerMedia) => ({ sha256, bytes, contentType });

function effectOf(kit: Kit, post: Post, kind: NewEffect["kind"]): NewEffect {
  return {
    network: kit.network,
    account: post.account,
    handle: accountById(post.account)?.username ?? "",
    kind,
    remoteId: post.id,
    at: kit.clock.iso(),
    text: post.caption,
    mediaCount: post.media.length,
    containerId: post.containerId,
    media: post.media.map(digest),
  };
}

/** `DELETE /{ig-media-id}`, Facebook Login only. */
export function deletePost(kit: Kit, state: InstagramState, token: Token, id: string): Answer {
  const post = state.posts.get(id);
  if (!post || post.deletedAt !== undefined || !token.accounts.includes(post.account))
    throw noSuchObject(id, "delete");
  if (!permits(token, "publish")) throw missingPermission();
  kit.store.commit(
    [state.posts.put(id, { ...post, deletedAt: kit.clock.now() })],
    [effectOf(kit, post, "delete")],
  );
  return { status: 200, json: { success: true } };
}
