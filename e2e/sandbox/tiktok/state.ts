import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export interface AuthorizationCode {
  code: string;
  clientKey: string;
  redirectUri: string;
  openId: string;
  scopes: string[];
  codeChallenge?: string;
  issuedAt: number;
  usedAt?: number;
}

/** One consent; its refresh token rotates, so a grant outlives every token of it. */
export interface Grant {
  id: string;
  openId: string;
  clientKey: string;
  scopes: string[];
  grantedAt: number;
  /** Fixed at the first consent; refreshing does not move it. */
  refreshExpiresAt: number;
  revokedAt?: number;
}

export interface AccessToken {
  token: string;
  grantId: string;
  issuedAt: number;
  expiresAt: number;
}

export interface RefreshToken {
  token: string;
  grantId: string;
  issuedAt: number;
  /** Set when it was traded for a new one. */
  rotatedAt?: number;
}

export interface PublishMedia {
  sha256: string;
  bytes: number;
  contentType: string;
  width: number;
  height: number;
  durationMs?: number;
}

export type FailReason =
  | "file_format_check_failed"
  | "duration_check_failed"
  | "frame_rate_check_failed"
  | "picture_size_check_failed"
  | "internal"
  | "video_pull_failed"
  | "photo_pull_failed"
  | "publish_cancelled"
  | "auth_removed"
  | "spam_risk";

export interface Publish {
  id: string;
  openId: string;
  grantId: string;
  /** `inbox` ends in the creator's drafts, `direct` on the profile. */
  mode: "direct" | "inbox";
  type: "video" | "photo";
  source: "FILE_UPLOAD" | "PULL_FROM_URL";
  title: string;
  description: string;
  privacy: string;
  createdAt: number;
  upload?: { id: string; token: string; size: number; chunkSize: number; chunks: number; received: number };
  urls: string[];
  downloadedBytes: number;
  media: PublishMedia[];
  /** transferring → processing → complete | inbox | failed */
  stage: "transferring" | "processing" | "complete" | "inbox" | "failed";
  /** When processing, and later moderation, is over. */
  settleAt?: number;
  failReason?: FailReason;
  postId?: string;
}

export interface Post {
  id: string;
  publishId: string;
  openId: string;
  type: "video" | "photo";
  title: string;
  description: string;
  privacy: string;
  media: PublishMedia[];
  postedAt: number;
  /** `private` never becomes public; `review` waits for moderation. */
  visibility: "review" | "public" | "private" | "rejected";
  /** When moderation decides by itself. */
  decideAt?: number;
}

export interface TikTokState {
  codes: Collection<AuthorizationCode>;
  grants: Collection<Grant>;
  accessTokens: Collection<AccessToken>;
  refreshTokens: Collection<RefreshToken>;
  publishes: Collection<Publish>;
  posts: Collection<Post>;
}

export const openTikTokState = (kit: Kit): TikTokState => ({
  codes: kit.store.collection("tiktok.codes", { max: 1_000 }),
  grants: kit.store.collection("tiktok.grants", { max: 2_000 }),
  accessTokens: kit.store.collection("tiktok.access", { max: 10_000 }),
  refreshTokens: kit.store.collection("tiktok.refresh", { max: 10_000 }),
  publishes: kit.store.collection("tiktok.publishes", { max: 10_000 }),
  posts: kit.store.collection("tiktok.posts", { max: 10_000 }),
});
