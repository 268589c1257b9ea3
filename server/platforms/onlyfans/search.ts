import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { PublishContext } from "../platform.ts";
import type { OnlyFansApi } from "./api.ts";
import { priceOf, type Recipient, recipientOf } from "./recipient.ts";
import { plainText, sameText } from "./text.ts";

/** Reading a chat's history takes the partner up to a minute. */
const READ_DEADLINE_MS = 75_000;
/** OnlyFans stamps by its own clock, in whole seconds. */
const CLOCK_SLACK_MS = 60_000;
const PAGE = 100;

export interface Found {
  id: string;
  madeAt: Date;
}

export interface SearchResult {
  matches: Found[];
  /** The list was fresh and reaches back to before the call: what is not in it did not happen before it was read. */
  complete: boolean;
}

interface Entry extends Found {
  text: string;
  price: number | undefined;
  mediaCount: number | undefined;
}

/**
 * What stands on the account since `since` with these words, this price and as many media. Always asked with
 * `fresh=true`: the partner answers lists from a cache otherwise, and an old list proves nothing.
 */
export async function searchSent(
  api: OnlyFansApi,
  context: PublishContext,
  since: Date,
): Promise<SearchResult> {
  const { content } = context;
  const { entries, whole } = await newest(api, context, since);
  const from = since.getTime() - CLOCK_SLACK_MS;
  const price = content.kind === "message" ? priceOf(content) : 0;
  const matches = entries.filter(
    (entry) =>
      entry.madeAt.getTime() >= from &&
      sameText(entry.text, content.text) &&
      (entry.price ?? price) === price &&
      (entry.mediaCount ?? content.media.length) === content.media.length,
  );
  const complete = whole || entries.some((entry) => entry.madeAt.getTime() < from);
  return { matches, complete };
}

interface Listing {
  entries: Entry[];
  /** There are no older ones. */
  whole: boolean;
}

function newest(api: OnlyFansApi, context: PublishContext, since: Date): Promise<Listing> {
  if (context.content.kind === "post") return newestPosts(api, context);
  const to: Recipient = recipientOf(context.content);
  return "chat" in to ? newestMessages(api, context, to.chat) : newestMassMessages(api, context, since);
}

const time = z.string().transform((text, context) => {
  const at = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
  if (Number.isNaN(at.getTime())) context.addIssue({ code: "custom", message: "not a time" });
  return at;
});
const amount = z.coerce.number().nullish();

const message = z.object({
  id: remoteId,
  text: z.string().nullish(),
  price: amount,
  mediaCount: amount,
  createdAt: time,
  fromUser: z.object({ id: remoteId }).nullish(),
});

async function newestMessages(api: OnlyFansApi, { session }: PublishContext, chat: string): Promise<Listing> {
  const query = new URLSearchParams({ limit: String(PAGE), order: "desc", skip_users: "all", fresh: "true" });
  const path = `/${session.externalId}/chats/${chat}/messages?${query}`;
  const answer = await api.call("list_messages", session, path, { deadlineMs: READ_DEADLINE_MS });
  const list = readAnswer(listOf(message), answer.data, "onlyfans", "list_messages");
  const own = list.items.filter(({ fromUser }) => fromUser?.id !== chat);
  return {
    entries: own.map((one) => entryOf(one, plainText(one.text ?? ""), one.createdAt)),
    whole: isWhole(list, answer.nextPage),
  };
}

const post = z.object({
  id: remoteId,
  text: z.string().nullish(),
  rawText: z.string().nullish(),
  price: amount,
  mediaCount: amount,
  postedAt: time,
});

async function newestPosts(api: OnlyFansApi, { session }: PublishContext): Promise<Listing> {
  const query = new URLSearchParams({ limit: String(PAGE), fresh: "true" });
  const path = `/${session.externalId}/posts?${query}`;
  const answer = await api.call("list_posts", session, path, { deadlineMs: READ_DEADLINE_MS });
  const list = readAnswer(listOf(post), answer.data, "onlyfans", "list_posts");
  return {
    entries: list.items.map((one) => entryOf(one, one.rawText ?? plainText(one.text ?? ""), one.postedAt)),
    whole: isWhole(list, answer.nextPage),
  };
}

const massMessage = z.object({
  id: remoteId,
  rawText: z.string().nullish(),
  price: amount,
  mediaCount: amount,
  date: time,
});

/** The overview alone tells the words of a mass message. */
async function newestMassMessages(
  api: OnlyFansApi,
  { session }: PublishContext,
  since: Date,
): Promise<Listing> {
  const query = new URLSearchParams({
    startDate: stamp(since.getTime() - 60 * CLOCK_SLACK_MS),
    limit: String(PAGE),
    fresh: "true",
  });
  const path = `/${session.externalId}/mass-messaging/overview?${query}`;
  const answer = await api.call("list_mass_messages", session, path, { deadlineMs: READ_DEADLINE_MS });
  const list = readAnswer(listOf(massMessage), answer.data, "onlyfans", "list_mass_messages");
  return {
    entries: list.items.map((one) => entryOf(one, one.rawText ?? "", one.date)),
    whole: isWhole(list, answer.nextPage),
  };
}

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

type Priced = { id: string; price?: number | null | undefined; mediaCount?: number | null | undefined };

/** `text` is raw: what was written, not the markup it comes in. */
const entryOf = (one: Priced, text: string, madeAt: Date): Entry => ({
  id: one.id,
  madeAt,
  text,
  price: one.price ?? undefined,
  mediaCount: one.mediaCount ?? undefined,
});

/** Lists come bare or as `{ list, hasMore }`; the length of a page says nothing. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.union([
    z.array(item).transform((items) => ({ items, hasMore: undefined as boolean | undefined })),
    z
      .object({ list: z.array(item), hasMore: z.boolean().optional() })
      .transform(({ list, hasMore }) => ({ items: list, hasMore })),
  ]);

const isWhole = (list: { hasMore?: boolean | undefined }, nextPage: string | undefined): boolean =>
  list.hasMore === undefined ? nextPage === undefined : !list.hasMore;
