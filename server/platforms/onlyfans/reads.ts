import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import type { AudienceCapability, AudiencePage, Chat, Fan } from "../audience.ts";
import type { PlatformSession } from "../platform.ts";
import type { OnlyFansAnswer, OnlyFansApi } from "./api.ts";
import { chatChoice, listChoice } from "./recipient.ts";
import { plainText } from "./text.ts";

/** The most a page of fans may hold. */
const PAGE = 20;
/** Reading chats takes the partner up to a minute. */
const READ_DEADLINE_MS = 75_000;
/** Pages of chats offered as recipients in the composer. */
const RECIPIENT_PAGES = 3;

const user = z.object({
  id: remoteId,
  username: z.string().nullish(),
  name: z.string().nullish(),
  avatar: z.string().nullish(),
});
const amount = z.coerce.number().nullish();

const fan = user.extend({
  lastSeen: z.string().nullish(),
  subscribedOn: z.boolean().nullish(),
  subscribedOnData: z
    .object({
      subscribeAt: z.string().nullish(),
      expiredAt: z.string().nullish(),
      totalSumm: amount,
    })
    .nullish(),
});
const fanList = z.object({ list: z.array(fan), hasMore: z.boolean().default(false) });

const chat = z.object({
  fan: user,
  lastMessage: z
    .object({
      text: z.string().nullish(),
      createdAt: z.string().nullish(),
      fromUser: z.object({ id: remoteId }).nullish(),
    })
    .nullish(),
  unreadMessagesCount: z.number().default(0),
  canSendMessage: z.boolean().default(true),
});

const userList = z.object({ id: remoteId, name: z.string() });
const lists = z.union([
  z.array(userList),
  z.object({ list: z.array(userList) }).transform(({ list }) => list),
]);

/** What is read of an account: its fans, its chats, and what is left to read with. */
export function onlyfansAudience(api: OnlyFansApi): AudienceCapability {
  return {
    fans: (session, cursor) => readFans(api, session, cursor),
    chats: (session, cursor) => readChats(api, session, cursor),
    async credits(session) {
      const { credits } = await api.call("me", session, `/${session.externalId}/me`);
      return credits ? { balance: credits.balance } : null;
    },
  };
}

const paged = (path: string, cursor: string | undefined): string =>
  `${path}?${new URLSearchParams({ limit: String(PAGE), offset: offsetOf(cursor) })}`;

function offsetOf(cursor: string | undefined): string {
  if (cursor === undefined) return "0";
  if (/^\d{1,9}$/.test(cursor)) return cursor;
  throw new AppError("BAD_REQUEST", "no such page");
}

/** `next_page` decides where there is one; only its offset is believed, never its address. */
function nextCursor(
  answer: OnlyFansAnswer,
  hasMore: boolean | undefined,
  cursor: string | undefined,
): string | null {
  if (hasMore === false) return null;
  const url = answer.nextPage && URL.canParse(answer.nextPage) ? new URL(answer.nextPage) : undefined;
  const offset = url?.searchParams.get("offset");
  if (offset && /^\d{1,9}$/.test(offset) && offset !== offsetOf(cursor)) return offset;
  return hasMore ? String(Number(offsetOf(cursor)) + PAGE) : null;
}

async function readFans(
  api: OnlyFansApi,
  session: PlatformSession,
  cursor: string | undefined,
): Promise<AudiencePage<Fan>> {
  const answer = await api.call("fans", session, paged(`/${session.externalId}/fans/all`, cursor), {
    deadlineMs: READ_DEADLINE_MS,
  });
  const { list, hasMore } = readAnswer(fanList, answer.data, "onlyfans", "fans");
  return { items: list.map(toFan), nextCursor: nextCursor(answer, hasMore, cursor) };
}

const toFan = (one: z.infer<typeof fan>): Fan => ({
  ...nameOf(one),
  subscribed: one.subscribedOn === true,
  subscribedUntil: timeOf(one.subscribedOnData?.expiredAt),
  lastSeenAt: timeOf(one.lastSeen),
  spentUsd: one.subscribedOnData?.totalSumm ?? null,
});

async function readChats(
  api: OnlyFansApi,
  session: PlatformSession,
  cursor: string | undefined,
): Promise<AudiencePage<Chat>> {
  const answer = await api.call("chats", session, paged(`/${session.externalId}/chats`, cursor), {
    deadlineMs: READ_DEADLINE_MS,
  });
  const items = readAnswer(z.array(chat), answer.data, "onlyfans", "chats");
  return { items: items.map(toChat), nextCursor: nextCursor(answer, undefined, cursor) };
}

const toChat = (one: z.infer<typeof chat>): Chat => ({
  fan: nameOf(one.fan),
  text: plainText(one.lastMessage?.text ?? ""),
  at: timeOf(one.lastMessage?.createdAt),
  fromFan: one.lastMessage?.fromUser?.id === one.fan.id,
  unread: one.unreadMessagesCount,
  canSend: one.canSendMessage,
});

function nameOf(one: z.infer<typeof user>) {
  const username = one.username || `u${one.id}`;
  return { id: one.id, username, name: one.name || username };
}

function timeOf(text: string | null | undefined): Date | null {
  const at = new Date(text ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Whom a message can go to: lists of fans first, then the latest chats that may be written to. */
export async function readRecipients(api: OnlyFansApi, session: PlatformSession): Promise<string[]> {
  const answer = await api.call("user_lists", session, `/${session.externalId}/user-lists`);
  const choices = readAnswer(lists, answer.data, "onlyfans", "user_lists").map(listChoice);
  let cursor: string | undefined;
  for (let page = 0; page < RECIPIENT_PAGES; page += 1) {
    const { items, nextCursor } = await readChats(api, session, cursor);
    choices.push(...items.filter(({ canSend }) => canSend).map(({ fan }) => chatChoice(fan)));
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return [...new Set(choices)];
}
