import { AppError } from "#server/core/errors.ts";
import { asId, asObject, happeningId, type JsonObject, parseBody, readTime } from "#server/webhooks/json.ts";
import { type Interpreter, noticeOf } from "#server/webhooks/meaning.ts";
import { allHold, checkHex, type WebhookSource } from "#server/webhooks/source.ts";
import type { PlatformWebhook } from "../platform.ts";

/** The partner's own header, and the name older set-ups give it. */
const OWN_HEADER = "signature";
const PLAIN_HEADER = "x-onlyfans-signature";
const EVENT_KEY = "x-ofapi-idempotency-key";
const REDELIVERY_OF = "x-ofapi-redelivery-of";
const FORM = /^(?:sha256=)?([0-9a-f]{64})$/i;

/** Somebody types, comes, goes: sent without a key, worth nothing a second later. */
const FLEETING = ["users.typing", "users.online", "users.offline"];

/**
 * The partner's webhooks: hex HMAC-SHA256 of the body, no time in it, up to three tries, in any order, sent again by hand
 * for a week. When both headers are there, both must hold.
 * https://docs.onlyfansapi.com/webhooks/protecting-your-webhooks, https://docs.onlyfansapi.com/webhooks/delivery-and-retries
 */
export const onlyfansSource: WebhookSource = {
  id: "onlyfans",
  evidenceHeaders: [OWN_HEADER, PLAIN_HEADER, EVENT_KEY, REDELIVERY_OF],

  async verify(headers, body, secrets) {
    const given = [OWN_HEADER, PLAIN_HEADER]
      .map((name) => headers.get(name))
      .filter((value) => value !== null);
    return allHold(await Promise.all(given.map((value) => checkHex(value, FORM, body, secrets))));
  },

  /**
   * The id of an event is made of what was signed: type, account, the thing it is about, and all that is said of it. A
   * renewal, an edit and a second payment say another time or state, and are events of their own; the same body again is
   * the same event. The key in the header is not signed, so a copy under another key would pass for news: it counts only
   * where the body tells no time, and two happenings could not be told apart without it.
   */
  async parse(body, headers) {
    const event = parseBody(body);
    const type = asId(event.event);
    if (type === undefined) throw new AppError("BAD_REQUEST", "webhook body: no event type");
    if (FLEETING.includes(type)) return [];
    const said = "payload" in event ? asObject(event.payload) : asObject(event.data);
    const account = asId(event.account_id) ?? asId(said.creatorId);
    const time = timeIn(said) ?? asId(event.timestamp);
    return [
      {
        externalId: await happeningId([type, account, aboutIn(said), time ?? keyIn(headers)], event),
        type,
        occurredAt: readTime(time),
        accountRef: account,
        payload: event,
      },
    ];
  },
};

/** The thing it is about; `data` in place of `payload` is the form of set-ups older than the partner's own. */
const aboutIn = (said: JsonObject): string | undefined =>
  asId(said.id) ??
  asId(said.messageId) ??
  asId(said.purchaseId) ??
  asId(said.tipId) ??
  asId(said.subscriptionId);

/** Sent again by hand, a delivery has a key of its own and names the first one's. */
const keyIn = (headers: Headers | undefined): string | undefined =>
  headers?.get(REDELIVERY_OF) ?? headers?.get(EVENT_KEY) ?? undefined;

/** When it happened, as the payload tells: an edit has a later `changedAt` than the message. */
function timeIn(payload: JsonObject): string | undefined {
  const attempt = asObject(payload.latestAuthAttempt);
  return (
    asId(payload.changedAt) ??
    asId(payload.createdAt) ??
    asId(attempt.completed_at) ??
    asId(attempt.started_at)
  );
}

const payloadOf = (event: { payload: unknown }): JsonObject => asObject(asObject(event.payload).payload);

/** A message that went out from this account, whoever sent it: a hint for a target that lost its answer. */
const messageSent: Interpreter = (event) => {
  const messageId = asId(payloadOf(event).id);
  if (messageId === undefined) return { effect: "none", why: "it names no message" };
  return {
    effect: "settlePublication",
    notice: {
      platform: "onlyfans",
      accountRef: event.accountRef,
      handle: { name: "messageId", value: messageId },
      event: { ...noticeOf(event), news: "public", remoteId: messageId },
    },
  };
};

const messageDeleted: Interpreter = (event) => {
  const messageId = asId(payloadOf(event).id);
  if (messageId === undefined) return { effect: "none", why: "it names no message" };
  return {
    effect: "settlePublication",
    notice: {
      platform: "onlyfans",
      accountRef: event.accountRef,
      handle: { name: "messageId", value: messageId },
      event: { ...noticeOf(event), news: "withdrawn" },
    },
  };
};

/** The queue of a mass message moved on or is through; asking tells how it ended. */
const queueMoved: Interpreter = (event) => {
  const queueId = asId(payloadOf(event).id) ?? asId(payloadOf(event).queueId);
  if (queueId === undefined) return { effect: "none", why: "it names no queue" };
  return {
    effect: "settlePublication",
    notice: {
      platform: "onlyfans",
      accountRef: event.accountRef,
      handle: { name: "queueId", value: queueId },
      event: { ...noticeOf(event), news: "complete" },
    },
  };
};

/** The session at OnlyFans is over: its owner has to sign in at the partner again. */
const sessionEnded: Interpreter = (event) => ({
  effect: "connectionRevoked",
  notice: { platform: "onlyfans", accountRef: event.accountRef, reason: event.type, event: noticeOf(event) },
});

/** A fan wrote. `fromUser.id` is theirs; a message the account sent itself comes as `messages.sent`. */
const messageReceived: Interpreter = (event) => {
  const payload = payloadOf(event);
  const messageId = asId(payload.id);
  if (messageId === undefined) return { effect: "none", why: "it names no message" };
  const fanId = asId(asObject(payload.fromUser).id);
  return {
    effect: "messageReceived",
    notice: {
      ...{ platform: "onlyfans", accountRef: event.accountRef, messageId, event: noticeOf(event) },
      ...(fanId === undefined ? {} : { fanId }),
    },
  };
};

export const onlyfansWebhook: PlatformWebhook = {
  source: onlyfansSource,
  meanings: {
    "messages.received": messageReceived,
    "messages.sent": messageSent,
    "messages.deleted": messageDeleted,
    "chat_queue.finished": queueMoved,
    "accounts.session_expired": sessionEnded,
    "accounts.disconnected": sessionEnded,
  },
};
