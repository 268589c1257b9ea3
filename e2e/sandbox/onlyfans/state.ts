import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export interface HeldMedia {
  sha256: string;
  bytes: number;
  contentType: string;
}

export interface Team {
  key: string;
  usedCredits: number;
}

/** What changed about an account since the start: whether its session at OnlyFans holds. */
export interface Session {
  accountId: string;
  signedIn: boolean;
  at: number;
}

export interface Upload extends HeldMedia {
  /** `ofapi_media_…`, good for one post or message. */
  id: string;
  accountId: string;
  at: number;
  usedAt?: number;
}

export interface Post {
  id: string;
  accountId: string;
  text: string;
  media: HeldMedia[];
  at: number;
  deletedAt?: number;
}

export interface Message {
  id: string;
  accountId: string;
  fanId: number;
  fromFan: boolean;
  text: string;
  price: number;
  lockedText: boolean;
  media: HeldMedia[];
  /** 0 for one that was sent by itself. */
  queueId: string;
  at: number;
  deletedAt?: number;
}

export interface MassMessage {
  id: string;
  accountId: string;
  fanIds: number[];
  text: string;
  price: number;
  lockedText: boolean;
  media: HeldMedia[];
  at: number;
  doneAt: number;
  state: "pending" | "done" | "canceled";
}

/** What a key of a message was answered with, for a day. */
export interface Retained {
  id: string;
  payload: string;
  status: number;
  json: unknown;
  at: number;
}

export interface OnlyFansState {
  teams: Collection<Team>;
  sessions: Collection<Session>;
  uploads: Collection<Upload>;
  posts: Collection<Post>;
  messages: Collection<Message>;
  masses: Collection<MassMessage>;
  retained: Collection<Retained>;
}

export const openOnlyFansState = (kit: Kit): OnlyFansState => ({
  teams: kit.store.collection("onlyfans.teams", { max: 100 }),
  sessions: kit.store.collection("onlyfans.sessions", { max: 100 }),
  uploads: kit.store.collection("onlyfans.uploads", { max: 10_000 }),
  posts: kit.store.collection("onlyfans.posts", { max: 10_000 }),
  messages: kit.store.collection("onlyfans.messages", { max: 50_000 }),
  masses: kit.store.collection("onlyfans.masses", { max: 5_000 }),
  retained: kit.store.collection("onlyfans.retained", { max: 10_000 }),
});
