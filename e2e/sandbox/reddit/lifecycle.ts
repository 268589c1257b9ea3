import { imageDimensions, videoFacts } from "../core/media-format.ts";
import type { Kit } from "../core/network.ts";
import type { Change, NewEffect } from "../core/store.ts";
import { findAccount } from "./accounts.ts";
import { type Comment, nextId, type Post, type RedditState, type StoredFile } from "./state.ts";
import { findSubreddit } from "./subreddits.ts";

export type NewPost = Omit<Post, "id" | "stage" | "submittedAt" | "createdAt" | "readyAt" | "removedBy">;

/** What becomes of a post: there at once, or after its media were worked on; taken away; deleted. */
export interface Lifecycle {
  /** Texts, links and galleries exist with the answer. Images and videos are made when they are ready. */
  submit(post: NewPost): Post;
  comment(comment: Omit<Comment, "id" | "createdAt" | "deleted">): Comment;
  /** The author deletes a post or comment of theirs. */
  remove(fullname: string, accountId: string): void;
  /** Moderators take a post away, or put it back. False where there is none. */
  moderate(postId: string, decision: "approve" | "reject"): boolean;
  resume(): void;
}

interface Here {
  kit: Kit;
  state: RedditState;
}

export function createLifecycle(kit: Kit, state: RedditState): Lifecycle {
  const here = { kit, state };
  return {
    submit: (post) => submit(here, post),
    comment: (comment) => addComment(here, comment),
    remove: (fullname, accountId) => remove(here, fullname, accountId),
    moderate: (postId, decision) => moderate(here, postId, decision),
    resume() {
      for (const post of state.posts.values()) schedule(here, post);
    },
  };
}

function submit(here: Here, wanted: NewPost): Post {
  const { kit, state } = here;
  const now = kit.clock.now();
  const { id, change } = nextId(state, "posts");
  const later = wanted.kind === "image" || wanted.kind === "video";
  const post: Post = {
    ...wanted,
    id,
    stage: "processing",
    submittedAt: now,
    createdAt: now,
    ...(later ? { readyAt: now + kit.settings().processingMs * kit.pace } : {}),
  };
  if (!later) return appear(here, post, [change]);
  kit.store.commit([change, state.posts.put(id, post)]);
  schedule(here, post);
  return post;
}

function schedule(here: Here, post: Post): void {
  if (post.stage !== "processing" || post.readyAt === undefined) return;
  here.kit.scheduler.at(`reddit:${post.id}`, post.readyAt, () => ready(here, post.id));
}

function ready(here: Here, id: string): void {
  const { kit, state } = here;
  const post = state.posts.get(id);
  if (post?.stage !== "processing") return;
  if (post.media.every((file) => isReadable(kit, file)))
    appear(here, { ...post, createdAt: kit.clock.now() });
  else kit.store.commit([state.posts.put(id, { ...post, stage: "failed" })]);
}

/** What a file is by its bytes, whatever it was called. */
const isReadable = (kit: Kit, { sha256, contentType }: StoredFile): boolean =>
  contentType.startsWith("video/")
    ? videoFacts(kit.media.path(sha256)) !== undefined
    : contentType.startsWith("image/") && imageDimensions(kit.media.path(sha256)) !== undefined;

/** The post exists from here on; the subreddit's robot may take it away in the same moment. */
function appear({ kit, state }: Here, post: Post, more: Change[] = []): Post {
  const removedBy = robotOf(kit, post);
  const made: Post = removedBy ? { ...post, stage: "removed", removedBy } : { ...post, stage: "public" };
  kit.store.commit([...more, state.posts.put(made.id, made)], [effect(kit, made, "post")]);
  return made;
}

function robotOf(kit: Kit, post: Post): string | undefined {
  const word = findSubreddit(post.subreddit)?.removedWord;
  if (word && `${post.title} ${post.text}`.toLowerCase().includes(word)) return "automod_filtered";
  return kit.settings().moderation === "reject" ? "moderator" : undefined;
}

function addComment({ kit, state }: Here, wanted: Omit<Comment, "id" | "createdAt" | "deleted">): Comment {
  const { id, change } = nextId(state, "comments");
  const comment: Comment = { ...wanted, id, createdAt: kit.clock.now(), deleted: false };
  const said: NewEffect = {
    ...effectOf(kit, comment.accountId, "comment", id),
    text: comment.body,
    publishId: comment.postId,
  };
  kit.store.commit([change, state.comments.put(id, comment)], [said]);
  return comment;
}

function remove({ kit, state }: Here, fullname: string, accountId: string): void {
  const id = fullname.slice(3);
  if (fullname.startsWith("t1_")) {
    const comment = state.comments.get(id);
    if (comment?.accountId === accountId && !comment.deleted)
      kit.store.commit(
        [state.comments.put(id, { ...comment, deleted: true })],
        [effectOf(kit, accountId, "delete", id)],
      );
    return;
  }
  const post = state.posts.get(id);
  if (post?.accountId !== accountId || (post.stage !== "public" && post.stage !== "removed")) return;
  kit.store.commit([state.posts.put(id, { ...post, stage: "deleted" })], [effect(kit, post, "delete")]);
}

function moderate({ kit, state }: Here, postId: string, decision: "approve" | "reject"): boolean {
  const post = state.posts.get(postId);
  if (!post || (post.stage !== "public" && post.stage !== "removed")) return false;
  const { removedBy: _, ...rest } = post;
  const next: Post =
    decision === "reject"
      ? { ...post, stage: "removed", removedBy: "moderator" }
      : { ...rest, stage: "public" };
  kit.store.commit([state.posts.put(postId, next)]);
  return true;
}

const effectOf = (kit: Kit, accountId: string, kind: NewEffect["kind"], remoteId: string): NewEffect => ({
  network: kit.network,
  account: accountId,
  handle: findAccount(accountId)?.name ?? "",
  kind,
  remoteId,
  at: kit.clock.iso(),
  text: "",
  mediaCount: 0,
  media: [],
});

const effect = (kit: Kit, post: Post, kind: NewEffect["kind"]): NewEffect => ({
  ...effectOf(kit, post.accountId, kind, post.id),
  text: [post.title, post.kind === "link" ? post.url : "", post.text]
    .filter((text) => text !== "")
    .join("\n"),
  mediaCount: post.media.length,
  media: post.media,
});
