import { z } from "zod";
import { readAnswer, remoteId } from "../answer.ts";
import type { PublishContext, Verdict } from "../platform.ts";
import type { MastodonApi } from "./api.ts";
import { shortMentions } from "./count.ts";
import { evidence } from "./evidence.ts";
import { mediaKey, partsOf, publicParts, statusIds, statusKey, urlKey } from "./parts.ts";

type Armed = PublishContext & { armedAt: Date };

/** The server stamps statuses by its own clock. */
const CLOCK_SLACK_MS = 60_000;
const PAGE = 40;
const MAX_PAGES = 10;

const statusList = z.array(
  z.object({
    id: remoteId,
    created_at: z.string(),
    url: z.string().nullish(),
    in_reply_to_id: remoteId.nullish(),
    content: z.string().default(""),
    spoiler_text: z.string().default(""),
    media_attachments: z.array(z.object({ id: remoteId })).default([]),
  }),
);
type Listed = z.infer<typeof statusList>[number];

/**
 * Did the lost `POST /api/v1/statuses` happen? The account's own list shows a status from the moment it is stored, so
 * absence proves that it was not; should the call still arrive, the repeat carries the same key and finds its status.
 */
export async function reconcileMastodon(api: MastodonApi, context: Armed): Promise<Verdict> {
  const { content, session, handles } = context;
  if (content.options.visibility === "private" && !session.scopes.includes("read:statuses"))
    return { verdict: "pending", evidence: evidence("mastodon.not_visible") };
  const part = publicParts(handles, partsOf(content).length);
  const { statuses, whole } = await listSince(api, context);
  const known = statusIds(handles);
  const matches = statuses.filter((one) => !known.includes(one.id) && isOurs(one, context, part));
  const [only, another] = matches;
  if (another)
    return { verdict: "pending", evidence: evidence("mastodon.several_listed", { posts: matches.length }) };
  if (!only) {
    const said = evidence("mastodon.not_listed", { looked: statuses.length });
    return whole ? { verdict: "not-happened", evidence: said } : { verdict: "pending", evidence: said };
  }
  return found(context, part, only);
}

function found({ content }: Armed, part: number, { id, url, created_at }: Listed): Verdict {
  const said = evidence("mastodon.listed", { post: id, madeAt: created_at });
  const live = { remoteId: id, ...(url ? { remoteUrl: url } : {}) };
  if (partsOf(content).length === 1) return { verdict: "live", live, evidence: said };
  const handles = { [statusKey(part)]: id, ...(url ? { [urlKey(part)]: url } : {}) };
  return { verdict: "settled", handles, live, evidence: said };
}

/**
 * GET /api/v1/accounts/:id/statuses, newest first, back to the call. `whole` is false when the account posts so much that
 * its start was not reached. https://docs.joinmastodon.org/methods/accounts/#statuses
 */
async function listSince(
  api: MastodonApi,
  { session, armedAt }: Armed,
): Promise<{ statuses: Listed[]; whole: boolean }> {
  const since = armedAt.getTime() - CLOCK_SLACK_MS;
  const statuses: Listed[] = [];
  const path = `/api/v1/accounts/${encodeURIComponent(session.externalId)}/statuses`;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const query = new URLSearchParams({ limit: String(PAGE), exclude_reblogs: "true" });
    const oldest = statuses.at(-1);
    if (oldest) query.set("max_id", oldest.id);
    const { body } = await api.call("list_statuses", `${path}?${query}`, { session });
    const listed = readAnswer(statusList, body, "mastodon", "list_statuses");
    const young = listed.filter(({ created_at }) => Date.parse(created_at) >= since);
    statuses.push(...young);
    if (listed.length === 0 || young.length < listed.length) return { statuses, whole: true };
  }
  return { statuses, whole: false };
}

/** Attachments belong to one status alone; without any, place and words must be the same. */
function isOurs(one: Listed, { content, handles }: Armed, part: number): boolean {
  const before = part > 0 ? String(handles[statusKey(part - 1)]) : null;
  if ((one.in_reply_to_id ?? null) !== before) return false;
  const media = part === 0 ? content.media.map((_, index) => String(handles[mediaKey(index)])) : [];
  const attached = one.media_attachments.map(({ id }) => id);
  if (media.length > 0 || attached.length > 0)
    return media.length === attached.length && media.every((id) => attached.includes(id));
  const warning = typeof content.options.spoiler_text === "string" ? content.options.spoiler_text : "";
  const text = partsOf(content)[part] ?? "";
  return plain(one.content) === words(shortMentions(text)) && words(one.spoiler_text) === words(warning);
}

const words = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

const ENTITIES: Record<string, string> = {
  lt: "<",
  gt: ">",
  quot: '"',
  amp: "&",
  nbsp: " ",
  "#39": "'",
  apos: "'",
};

/** The words of Mastodon's HTML: links are whole in it, only partly hidden from view. */
const plain = (html: string): string =>
  words(
    html
      .replace(/<br\s*\/?>|<\/p>/gi, " ")
      .replace(/<[^>]*>/g, "")
      .replace(/&(lt|gt|quot|amp|nbsp|#39|apos);/g, (entity, name: string) => ENTITIES[name] ?? entity),
  );
