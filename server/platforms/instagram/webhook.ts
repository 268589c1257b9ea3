import { AppError } from "#server/core/errors.ts";
import {
  asId,
  asObject,
  asTime,
  happeningId,
  isObject,
  type JsonObject,
  parseBody,
} from "#server/webhooks/json.ts";
import { type Interpreter, noticeOf } from "#server/webhooks/meaning.ts";
import { metaChallenge, verifyMeta } from "#server/webhooks/meta.ts";
import type { ParsedEvent, WebhookSource } from "#server/webhooks/source.ts";
import type { PlatformWebhook } from "../platform.ts";

/**
 * Meta's webhooks for Instagram, both login flavours. No delivery ids, no order, batches of up to 1,000 changes, tried
 * again for 36 hours. https://developers.facebook.com/docs/graph-api/webhooks/getting-started,
 * https://developers.facebook.com/docs/instagram-platform/webhooks
 */
export const instagramSource: WebhookSource = {
  id: "instagram",
  evidenceHeaders: ["x-hub-signature-256"],

  verify: verifyMeta,

  async parse(body) {
    const { entry } = parseBody(body);
    if (!Array.isArray(entry)) throw new AppError("BAD_REQUEST", "webhook body: entry is not a list");
    return (await Promise.all(entry.map(eventsOf))).flat();
  },

  challenge: metaChallenge,
};

/** One entry comes in one of three shapes: `changes`, `messaging` (and `standby`), or flat `field` and `value`. */
async function eventsOf(raw: unknown): Promise<ParsedEvent[]> {
  const entry = asObject(raw);
  const changes = listOf(entry.changes).map((change) => fromChange(entry, change));
  const messages = listOf(entry.messaging).map((item) => fromMessaging(entry, item, messagingType(item)));
  const standby = listOf(entry.standby).map((item) => fromMessaging(entry, item, "standby"));
  const flat = typeof entry.field === "string" ? [fromChange(entry, entry)] : [];
  const events = [...changes, ...messages, ...standby, ...flat];
  return Promise.all(events.length > 0 ? events : [unknownEvent(entry, raw)]);
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.map(asObject) : []);

async function fromChange(entry: JsonObject, change: JsonObject): Promise<ParsedEvent> {
  const type = asId(change.field) ?? "unknown";
  const value = asObject(change.value);
  const account = asId(entry.id);
  const about = asId(value.id) ?? asId(value.comment_id) ?? asId(value.media_id) ?? asId(value.mid);
  return {
    // Without `entry.time`: it is when the delivery was sent, and a delivery sent again is no new event.
    externalId: await happeningId([type, account, about], change.value),
    type,
    occurredAt: asTime(value.timestamp) ?? asTime(entry.time),
    accountRef: account,
    payload: change.value ?? null,
  };
}

async function fromMessaging(entry: JsonObject, item: JsonObject, type: string): Promise<ParsedEvent> {
  const account = asId(entry.id);
  const detail = Object.values(item).filter(isObject);
  const about = detail.map((part) => asId(part.mid)).find((mid) => mid !== undefined);
  return {
    externalId: await happeningId([type, account, about], item),
    type,
    occurredAt: asTime(item.timestamp) ?? asTime(entry.time),
    accountRef: account,
    payload: item,
  };
}

/** The subscription field an item belongs to, by the one key that tells. */
const MESSAGING_TYPES: readonly [key: string, type: string][] = [
  ["message_edit", "message_edit"],
  ["message", "messages"],
  ["reaction", "message_reactions"],
  ["postback", "messaging_postbacks"],
  ["read", "messaging_seen"],
  ["referral", "messaging_referral"],
  ["optin", "messaging_optins"],
  ["pass_thread_control", "messaging_handover"],
  ["take_thread_control", "messaging_handover"],
  ["request_thread_control", "messaging_handover"],
];

const messagingType = (item: JsonObject): string =>
  MESSAGING_TYPES.find(([key]) => key in item)?.[1] ?? "messaging";

async function unknownEvent(entry: JsonObject, raw: unknown): Promise<ParsedEvent> {
  const account = asId(entry.id);
  return {
    externalId: await happeningId(["unknown", account], raw),
    type: "unknown",
    occurredAt: asTime(entry.time),
    accountRef: account,
    payload: raw,
  };
}

/** Instagram sends no "published" event; but what people can react to is public. */
function seen(mediaIdOf: (value: JsonObject) => string | undefined): Interpreter {
  return (event) => {
    const mediaId = mediaIdOf(asObject(event.payload));
    if (mediaId === undefined) return { effect: "none", why: "it names no media" };
    return {
      effect: "settlePublication",
      notice: {
        platform: "instagram",
        accountRef: event.accountRef,
        handle: { name: "mediaId", value: mediaId },
        event: { ...noticeOf(event), news: "seen", remoteId: mediaId },
      },
    };
  };
}

export const instagramWebhook: PlatformWebhook = {
  source: instagramSource,
  meanings: {
    comments: seen((value) => asId(asObject(value.media).id) ?? asId(value.media_id)),
    live_comments: seen((value) => asId(asObject(value.media).id)),
    mentions: seen((value) => asId(value.media_id)),
    story_insights: seen((value) => asId(value.media_id)),
    media: seen((value) => asId(value.media_id) ?? asId(value.id)),
  },
};
