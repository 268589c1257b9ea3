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
/** Each page costs credits; an account that sends more than this in the time of one try is none we know. */
const MOST_PAGES = 10;

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
  const from = since.getTime() - CLOCK_SLACK_MS;
  const { entries, whole } = await newest(api, context, from);
  const price = content.kind === "message" ? priceOf(content) : 0;
  // What comes in between two pages moves an entry onto both.
  const different = new Map(entries.map((entry) => [entry.id, entry])).values();
  const matches = [...different].filter(
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

function newest(api: OnlyFansApi, context: PublishContext, from: number): Promise<Listing> {
  if (context.content.kind === "post") return newestPosts(api, context, from);
  const to: Recipient = recipientOf(context.content);
  return "chat" in to ? newestMessages(api, context, from, to.chat) : newestMassMessages(api, context, from);
}

interface ListRequest {
  operation: string;
  path: string;
  query: Record<string, string>;
  /** What an answer lists, and whether it says that there is more. */
  read(data: unknown): { entries: Entry[]; hasMore?: boolean | undefined };
}

/** Page by page, the newest first, until one reaches back to before `from`. */
async function listed(
  api: OnlyFansApi,
  { session }: PublishContext,
  { operation, path, query, read }: ListRequest,
  from: number,
): Promise<Listing> {
  const entries: Entry[] = [];
  let asked = new URLSearchParams({ ...query, limit: String(PAGE), fresh: "true" });
  for (let page = 0; page < MOST_PAGES; page++) {
    const where = `/${session.externalId}${path}?${asked}`;
    const answer = await api.call(operation, session, where, { deadlineMs: READ_DEADLINE_MS });
    const list = read(answer.data);
    entries.push(...list.entries);
    if (isWhole(list, answer.nextPage)) return { entries, whole: true };
    if (!URL.canParse(answer.nextPage ?? "") || entries.some(({ madeAt }) => madeAt.getTime() < from)) break;
    asked = new URLSearchParams(asked);
    for (const [name, value] of new URL(answer.nextPage ?? "").searchParams) asked.set(name, value);
  }
  return { entries, whole: false };
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

const newestMessages = (api: OnlyFansApi, context: PublishContext, from: number, chat: string) =>
  listed(
    api,
    context,
    {
      operation: "list_messages",
      path: `/chats/${chat}/messages`,
      query: { order: "desc", skip_users: "all" },
      read(data) {
        const { items, hasMore } = readAnswer(listOf(message), data, "onlyfans", "list_messages");
        const own = items.filter(({ fromUser }) => fromUser?.id !== chat);
        return { entries: own.map((one) => entryOf(one, plainText(one.text ?? ""), one.createdAt)), hasMore };
      },
    },
    from,
  );

const post = z.object({
  id: remoteId,
  text: z.string().nullish(),
  rawText: z.string().nullish(),
  price: amount,
  mediaCount: amount,
  postedAt: time,
});

const newestPosts = (api: OnlyFansApi, context: PublishContext, from: number) =>
  listed(
    api,
    context,
    {
      operation: "list_posts",
      path: "/posts",
      query: {},
      read(data) {
        const { items, hasMore } = readAnswer(listOf(post), data, "onlyfans", "list_posts");
        const textOf = (one: z.output<typeof post>) => one.rawText ?? plainText(one.text ?? "");
        return { entries: items.map((one) => entryOf(one, textOf(one), one.postedAt)), hasMore };
      },
    },
    from,
  );

const massMessage = z.object({
  id: remoteId,
  rawText: z.string().nullish(),
  price: amount,
  mediaCount: amount,
  date: time,
});

/** The overview alone tells the words of a mass message. */
const newestMassMessages = (api: OnlyFansApi, context: PublishContext, from: number) =>
  listed(
    api,
    context,
    {
      operation: "list_mass_messages",
      path: "/mass-messaging/overview",
      query: { startDate: stamp(from - HOUR_MS) },
      read(data) {
        const { items, hasMore } = readAnswer(listOf(massMessage), data, "onlyfans", "list_mass_messages");
        return { entries: items.map((one) => entryOf(one, one.rawText ?? "", one.date)), hasMore };
      },
    },
    from,
  );

const HOUR_MS = 3_600_000;
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
