import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export interface AuthorizationCode {
  code: string;
  redirectUri: string;
  accountId: string;
  scopes: string[];
  permanent: boolean;
  issuedAt: number;
  usedAt?: number;
}

/** One consent; its refresh token is permanent and never changes. */
export interface Grant {
  id: string;
  accountId: string;
  scopes: string[];
  refreshToken?: string;
  grantedAt: number;
  revokedAt?: number;
}

export interface AccessToken {
  token: string;
  grantId: string;
  expiresAt: number;
  revokedAt?: number;
}

export interface StoredFile {
  sha256: string;
  bytes: number;
  contentType: string;
}

/** A place lent for a file: filled by the form to the store, used by a submission. */
export interface Lease {
  assetId: string;
  key: string;
  accountId: string;
  mimetype: string;
  /** Proves that the form belongs to the lease. */
  policy: string;
  leasedAt: number;
  file?: StoredFile;
}

export type PostKind = "self" | "link" | "image" | "gallery" | "video";

export interface Post {
  /** Base 36, without `t3_`. */
  id: string;
  accountId: string;
  subreddit: string;
  kind: PostKind;
  title: string;
  text: string;
  url: string;
  media: StoredFile[];
  flairId?: string;
  flairText?: string;
  nsfw: boolean;
  spoiler: boolean;
  sendReplies: boolean;
  /** processing: taken, and not yet there for anybody. */
  stage: "processing" | "public" | "removed" | "deleted" | "failed";
  /** `automod_filtered`, `moderator`, `reddit`. */
  removedBy?: string;
  submittedAt: number;
  /** When a medium is ready; the post is made then. */
  readyAt?: number;
  createdAt: number;
}

export interface Comment {
  id: string;
  postId: string;
  /** Fullname of what it answers. */
  parent: string;
  accountId: string;
  body: string;
  createdAt: number;
  deleted: boolean;
}

export interface RedditState {
  codes: Collection<AuthorizationCode>;
  grants: Collection<Grant>;
  accessTokens: Collection<AccessToken>;
  leases: Collection<Lease>;
  posts: Collection<Post>;
  comments: Collection<Comment>;
  /** Ids are given out in order. */
  counters: Collection<number>;
}

export const openRedditState = (kit: Kit): RedditState => ({
  codes: kit.store.collection("reddit.codes", { max: 1_000 }),
  grants: kit.store.collection("reddit.grants", { max: 2_000 }),
  accessTokens: kit.store.collection("reddit.access", { max: 10_000 }),
  leases: kit.store.collection("reddit.leases", { max: 10_000 }),
  posts: kit.store.collection("reddit.posts", { max: 10_000 }),
  comments: kit.store.collection("reddit.comments", { max: 10_000 }),
  counters: kit.store.collection("reddit.counters", { max: 10 }),
});

/** The next id of a kind in base 36, with the change that gives it out. */
export function nextId(state: RedditState, kind: "posts" | "comments") {
  const last = state.counters.get(kind) ?? Number.parseInt("1demo0", 36);
  return { id: (last + 1).toString(36), change: state.counters.put(kind, last + 1) };
}
