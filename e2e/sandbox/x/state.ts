import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export interface AuthorizationCode {
  code: string;
  redirectUri: string;
  accountId: string;
  scopes: string[];
  challenge: string;
  method: "s256" | "plain";
  issuedAt: number;
  usedAt?: number;
}

/** One consent; its refresh tokens follow one another. */
export interface Grant {
  id: string;
  accountId: string;
  scopes: string[];
  grantedAt: number;
  revokedAt?: number;
}

export interface AccessToken {
  token: string;
  grantId: string;
  expiresAt: number;
  revokedAt?: number;
}

export interface RefreshToken {
  token: string;
  grantId: string;
  issuedAt: number;
  /** Set when it was traded for a new one. */
  rotatedAt?: number;
}

export type Category = "tweet_image" | "tweet_gif" | "tweet_video" | "amplify_video";

export interface StoredFile {
  sha256: string;
  bytes: number;
  contentType: string;
}

/** A medium on its way to a post. */
export interface Upload {
  id: string;
  key: string;
  accountId: string;
  mediaType: string;
  category: Category;
  totalBytes: number;
  /** Segment index → its bytes. */
  segments: Record<string, number>;
  openUntil: number;
  stage: "appending" | "processing" | "ready" | "failed";
  startedAt?: number;
  settleAt?: number;
  usableUntil?: number;
  problem?: string;
  file?: StoredFile;
  altText?: string;
}

export interface Attachment extends StoredFile {
  key: string;
  type: "photo" | "animated_gif" | "video";
  altText?: string;
}

/** A link as X keeps it: the short one in the text, the long one beside it. */
export interface ShortLink {
  start: number;
  end: number;
  slug: string;
  expanded: string;
  mediaKey?: string;
}

export interface Post {
  id: string;
  accountId: string;
  /** As it was sent, NFC and trimmed. */
  raw: string;
  links: ShortLink[];
  mediaSlug?: string;
  attachments: Attachment[];
  parentId?: string;
  conversationId: string;
  replySettings: string;
  createdAt: number;
  deletedAt?: number;
}

export interface XState {
  codes: Collection<AuthorizationCode>;
  grants: Collection<Grant>;
  accessTokens: Collection<AccessToken>;
  refreshTokens: Collection<RefreshToken>;
  uploads: Collection<Upload>;
  posts: Collection<Post>;
}

export const openXState = (kit: Kit): XState => ({
  codes: kit.store.collection("x.codes", { max: 1_000 }),
  grants: kit.store.collection("x.grants", { max: 2_000 }),
  accessTokens: kit.store.collection("x.access", { max: 10_000 }),
  refreshTokens: kit.store.collection("x.refresh", { max: 10_000 }),
  uploads: kit.store.collection("x.uploads", { max: 5_000 }),
  posts: kit.store.collection("x.posts", { max: 10_000 }),
});

/** What every part of the network is given. */
export interface Here {
  kit: Kit;
  state: XState;
}
