import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export type Flavor = "facebook-login" | "instagram-login";

export interface AuthorizationCode {
  code: string;
  flavor: Flavor;
  clientId: string;
  redirectUri: string;
  /** Person (Facebook) or Instagram account id (Instagram). */
  holder: string;
  accounts: string[];
  pages: string[];
  scopes: string[];
  declined: string[];
  issuedAt: number;
  usedAt?: number;
}

export interface Token {
  token: string;
  flavor: Flavor;
  kind: "short" | "long" | "page";
  clientId: string;
  holder: string;
  /** Instagram accounts it opens. */
  accounts: string[];
  pages: string[];
  scopes: string[];
  declined: string[];
  issuedAt: number;
  /** Null: does not expire by time (page tokens). */
  expiresAt: number | null;
  revoked?: boolean;
}

export interface ContainerMedia {
  sha256: string;
  bytes: number;
  contentType: string;
  width: number;
  height: number;
  /** Of a video. */
  durationMs?: number;
}

export type ContainerKind =
  | "image"
  | "reel"
  | "carousel"
  | "story-image"
  | "story-video"
  | "child-image"
  | "child-video";

export interface Container {
  id: string;
  account: string;
  flavor: Flavor;
  kind: ContainerKind;
  caption: string;
  altText?: string;
  children: string[];
  thumbOffsetMs?: number;
  /** Where the video is fetched from; images are fetched while the container is created. */
  sourceUrl?: string;
  /** Resumable upload instead of an address. */
  upload?: { offset: number; fileSize?: number };
  media?: ContainerMedia;
  createdAt: number;
  /** When processing ends; set once the bytes are here and good. */
  readyAt?: number;
  /** Error subcode once processing failed. */
  failed?: number;
  /** The post it became. */
  postId?: string;
}

export interface Post {
  id: string;
  account: string;
  containerId: string;
  kind: "image" | "reel" | "carousel" | "story";
  caption: string;
  altText?: string;
  shortcode: string;
  media: ContainerMedia[];
  childIds: string[];
  publishedAt: number;
  deletedAt?: number;
}

export interface Comment {
  id: string;
  postId: string;
  fromId: string;
  username: string;
  text: string;
  at: number;
}

export interface InstagramState {
  codes: Collection<AuthorizationCode>;
  tokens: Collection<Token>;
  containers: Collection<Container>;
  posts: Collection<Post>;
  comments: Collection<Comment>;
}

export const openInstagramState = (kit: Kit): InstagramState => ({
  codes: kit.store.collection("instagram.codes", { max: 1_000 }),
  tokens: kit.store.collection("instagram.tokens", { max: 10_000 }),
  containers: kit.store.collection("instagram.containers", { max: 20_000 }),
  posts: kit.store.collection("instagram.posts", { max: 10_000 }),
  comments: kit.store.collection("instagram.comments", { max: 10_000 }),
});
