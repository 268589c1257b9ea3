import { bareNumber } from "../core/json.ts";
import { type Creator, type Fan, fansOf } from "./accounts.ts";
import type { MassMessage, Message, Post } from "./state.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Texts come back as HTML, whatever was sent. */
export const asHtml = (text: string): string =>
  text === ""
    ? ""
    : `<p>${text.replace(/[&<>]/g, (letter) => ESCAPES[letter] ?? "").replace(/\n/g, "<br />\n")}</p>`;

/** OnlyFans writes times in whole seconds with an offset. */
export const stamp = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

const DAY_S = 86_400;

export const findFan = (creator: Creator, id: number): Fan | undefined =>
  fansOf(creator).find((fan) => fan.id === id);

export const fanView = (fan: Fan, avatarOf: (username: string) => string) => ({
  id: fan.id,
  username: fan.username,
  name: fan.name,
  avatar: avatarOf(fan.username),
  lastSeen: fan.subscribed ? fan.subscribedAt : null,
  subscribedOn: fan.subscribed,
  subscribedOnExpiredNow: !fan.subscribed,
  subscribePrice: 9.99,
  subscribedOnData: {
    price: 9.99,
    regularPrice: 9.99,
    subscribeAt: fan.subscribedAt,
    expiredAt: fan.expiresAt,
    renewedAt: null,
    totalSumm: fan.spent,
  },
});

/** The ids of messages are JSON numbers. */
export const messageView = (creator: Creator, message: Message, now: number) => ({
  responseType: "message",
  id: bareNumber(message.id),
  text: asHtml(message.text),
  price: message.price,
  isFree: message.price === 0,
  lockedText: message.lockedText,
  isOpened: false,
  isNew: true,
  isTip: false,
  isFromQueue: message.queueId !== "0",
  queueId: bareNumber(message.queueId),
  mediaCount: message.media.length,
  isMediaReady: true,
  media: [],
  previews: [],
  createdAt: stamp(message.at),
  changedAt: stamp(message.deletedAt ?? message.at),
  cancelSeconds: Math.max(0, DAY_S - Math.floor((now - message.at) / 1000)),
  fromUser: { id: message.fromFan ? message.fanId : creator.onlyfansId, _view: "u" },
});

export const postView = (post: Post) => ({
  responseType: "post",
  id: bareNumber(post.id),
  postedAt: stamp(post.at),
  rawText: post.text,
  text: asHtml(post.text),
  price: null,
  mediaCount: post.media.length,
  isOpened: true,
});

export const massView = (mass: MassMessage) => ({
  id: bareNumber(mass.id),
  date: stamp(mass.at),
  isReady: true,
  isDone: mass.state === "done",
  isCanceled: mass.state === "canceled",
  hasError: false,
  canUnsend: mass.state !== "canceled",
  unsendSeconds: DAY_S,
  pending: mass.state === "pending" ? mass.fanIds.length : 0,
  total: mass.fanIds.length,
  isCouplePeopleMedia: false,
});

/** The overview tells the words as well. */
export const overviewView = (mass: MassMessage) => ({
  ...massView(mass),
  rawText: mass.text,
  mediaCount: mass.media.length,
  sentCount: mass.state === "done" ? mass.fanIds.length : 0,
  viewedCount: 0,
});
