import { bigId, shortcode } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Answer } from "../core/operation.ts";
import type { NewEffect } from "../core/store.ts";
import { missingParameter, noSuchObject } from "../meta/graph-error.ts";
import { accountById } from "./accounts.ts";
import { statusOf } from "./container-status.ts";
import { publishingError } from "./errors.ts";
import { announceDeletion, announceMentions, announcePublication } from "./events.ts";
import type { Container, ContainerMedia, Post, Session, ThreadsState } from "./state.ts";
import { demand } from "./tokens.ts";

const DAY_MS = 24 * 3_600_000;
/** 250 posts and 1,000 replies a day: four replies for every post that the settings allow. */
const REPLIES_PER_POST = 4;
export const DELETES_A_DAY = 100;

export const repliesADay = (kit: Kit): number => kit.settings().quota * REPLIES_PER_POST;

const lastDay = (kit: Kit, at: number | undefined): boolean =>
  at !== undefined && at > kit.clock.now() - DAY_MS;

/** Posts, replies and deletions of an account in the last 24 hours; a carousel counts once, a deleted post still counts. */
export function usageOf(kit: Kit, state: ThreadsState, account: string) {
  const own = state.posts.values().filter((post) => post.account === account);
  const fresh = own.filter((post) => lastDay(kit, post.publishedAt));
  return {
    posts: fresh.filter((post) => post.replyTo === undefined).length,
    replies: fresh.filter((post) => post.replyTo !== undefined).length,
    deletes: own.filter((post) => lastDay(kit, post.deletedAt)).length,
  };
}

/** `POST /{threads-user-id}/threads_publish`: one container becomes one post, whoever asks however often. */
export function publishContainer({ kit, state, token, params }: Session, account: string): Answer {
  demand(token, "threads_basic", "threads_content_publish");
  const creationId = params.get("creation_id");
  if (creationId === undefined) throw missingParameter("creation_id");
  const container = state.containers.get(creationId);
  if (!container || container.account !== account || container.kind.startsWith("child-"))
    throw publishingError("containerUnknown");
  switch (statusOf(kit, container)) {
    case "PUBLISHED":
      if (kit.settings().republish === "error") throw publishingError("containerUnknown");
      return { status: 200, json: { id: container.postId } };
    case "EXPIRED":
      throw publishingError("containerExpired");
    case "ERROR":
    case "IN_PROGRESS":
      throw publishingError("containerUnknown");
    case "FINISHED":
      checkQuota(kit, state, container);
      return { status: 200, json: { id: makePost(kit, state, container).id } };
  }
}

function checkQuota(kit: Kit, state: ThreadsState, { account, replyTo }: Container): void {
  const { posts, replies } = usageOf(kit, state, account);
  const full = replyTo === undefined ? posts >= kit.settings().quota : replies >= repliesADay(kit);
  if (full) throw publishingError("dailyCap");
}

export function makePost(kit: Kit, state: ThreadsState, container: Container): Post {
  const id = bigId("180", 17);
  const children = container.children.flatMap((childId) => state.containers.get(childId) ?? []);
  const { account, text, replyTo, replyControl, topicTag, link } = container;
  const post: Post = {
    ...{ id, account, text, replyTo, replyControl, topicTag, link },
    username: accountById(account)?.username ?? "",
    containerId: container.id,
    kind: container.kind as Post["kind"],
    shortcode: shortcode(id),
    media: container.media ? [container.media] : children.flatMap((child) => child.media ?? []),
    childIds: children.map(() => bigId("1793", 17)),
    rootId: state.posts.get(replyTo ?? "")?.rootId ?? id,
    publishedAt: kit.clock.now(),
  };
  kit.store.commit(
    [
      state.posts.put(id, post),
      ...[container, ...children].map((one) => state.containers.put(one.id, { ...one, postId: id })),
      ...announcePublication(kit, state, post),
      ...announceMentions(kit, state, post),
    ],
    [effectOf(kit, post, "post")],
  );
  kit.webhooks.start();
  return post;
}

const digest = ({ sha256, bytes, contentType }: ContainerMedia) => ({ sha256, bytes, contentType });

const effectOf = (kit: Kit, post: Post, kind: NewEffect["kind"]): NewEffect => ({
  network: kit.network,
  account: post.account,
  handle: post.username,
  kind,
  remoteId: post.id,
  at: kit.clock.iso(),
  text: post.text,
  mediaCount: post.media.length,
  containerId: post.containerId,
  media: post.media.map(digest),
});

/** `DELETE /{threads-media-id}`: a hundred a day. Replies under it stay. */
export function deletePost({ kit, state, token, call }: Session): Answer {
  const id = call.param("id");
  const post = state.posts.get(id);
  demand(token, "threads_basic", "threads_delete");
  if (!post || post.deletedAt !== undefined || post.account !== token.account)
    throw noSuchObject(id, "delete");
  if (usageOf(kit, state, token.account).deletes >= DELETES_A_DAY) throw publishingError("dailyCap");
  const deleted: Post = { ...post, deletedAt: kit.clock.now() };
  kit.store.commit(
    [state.posts.put(id, deleted), ...announceDeletion(kit, state, deleted)],
    [effectOf(kit, post, "delete")],
  );
  kit.webhooks.start();
  return { status: 200, json: { success: true, deleted_id: id } };
}
