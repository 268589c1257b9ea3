import type { Kit } from "../core/network.ts";
import type { Call } from "../core/operation.ts";
import type { Collection } from "../core/store.ts";

export const FLAVOR = "threads-login";

export interface AuthorizationCode {
  code: string;
  clientId: string;
  redirectUri: string;
  account: string;
  scopes: string[];
  issuedAt: number;
  usedAt?: number;
}

export interface Token {
  token: string;
  kind: "short" | "long";
  clientId: string;
  account: string;
  scopes: string[];
  issuedAt: number;
  expiresAt: number;
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
  altText?: string;
}

export type ContainerKind = "text" | "image" | "video" | "carousel" | "child-image" | "child-video";

export interface Container {
  id: string;
  account: string;
  kind: ContainerKind;
  text: string;
  altText?: string;
  children: string[];
  /** The post it answers. */
  replyTo?: string;
  replyControl?: string;
  topicTag?: string;
  link?: string;
  /** Where the video is fetched from; pictures are fetched while the container is created. */
  sourceUrl?: string;
  media?: ContainerMedia;
  createdAt: number;
  /** When processing ends; set once the bytes are here and good. */
  readyAt?: number;
  /** Name of the error once processing failed. */
  failed?: string;
  /** The post it became. */
  postId?: string;
}

export interface Post {
  id: string;
  /** Empty for a visitor's reply. */
  account: string;
  username: string;
  containerId?: string;
  kind: "text" | "image" | "video" | "carousel";
  text: string;
  shortcode: string;
  media: ContainerMedia[];
  childIds: string[];
  replyTo?: string;
  /** First post of the conversation; itself for a post that answers nothing. */
  rootId: string;
  replyControl?: string;
  topicTag?: string;
  link?: string;
  publishedAt: number;
  deletedAt?: number;
}

export interface ThreadsState {
  codes: Collection<AuthorizationCode>;
  tokens: Collection<Token>;
  containers: Collection<Container>;
  posts: Collection<Post>;
}

export const openThreadsState = (kit: Kit): ThreadsState => ({
  codes: kit.store.collection("threads.codes", { max: 1_000 }),
  tokens: kit.store.collection("threads.tokens", { max: 10_000 }),
  containers: kit.store.collection("threads.containers", { max: 20_000 }),
  posts: kit.store.collection("threads.posts", { max: 10_000 }),
});

/** One call of the API whose token was found alive. */
export interface Session {
  kit: Kit;
  state: ThreadsState;
  token: Token;
  call: Call;
  params: Map<string, string>;
}
