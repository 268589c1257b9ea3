import { AppError } from "#server/core/errors.ts";
import { parseJson } from "#server/core/json.ts";
import type { Clock } from "#server/core/ports.ts";
import type { PublicationNews } from "#server/webhooks/effects.ts";
import {
  asId,
  asObject,
  asTime,
  happeningId,
  isObject,
  type JsonObject,
  parseBody,
  storable,
} from "#server/webhooks/json.ts";
import { type Interpreter, noticeOf } from "#server/webhooks/meaning.ts";
import {
  allHold,
  type Bytes,
  checkHex,
  fresh,
  prefixed,
  type Verification,
  type WebhookSecret,
  type WebhookSource,
} from "#server/webhooks/source.ts";
import type { PlatformWebhook } from "../platform.ts";

const OWN_HEADER = "tiktok-signature";
const PLAIN_HEADER = "x-tiktok-signature";
const OWN_FORM = /^t=[0-9]{1,12},s=([0-9a-f]{64})$/;
const OWN_TIME = /^t=([0-9]{1,12}),/;
const PLAIN_FORM = /^([0-9a-f]{64})$/;
/** TikTok leaves the tolerance to us; its deliveries are signed when they are sent. */
const TOLERANCE_S = 300;

/**
 * TikTok's webhooks: at least once, for up to 72 hours, without event ids. Two signatures are taken: TikTok's own
 * `TikTok-Signature: t=<seconds>,s=<hex HMAC of "t.body">`, and `x-tiktok-signature`, the hex HMAC of the body. When both
 * are there, both must hold. https://developers.tiktok.com/doc/webhooks-verification,
 * https://developers.tiktok.com/doc/webhooks-events
 */
export const tiktokSource: WebhookSource = {
  id: "tiktok",
  evidenceHeaders: [OWN_HEADER, PLAIN_HEADER],

  async verify(headers, body, secrets, clock) {
    const own = headers.get(OWN_HEADER);
    const plain = headers.get(PLAIN_HEADER);
    return allHold([
      ...(own === null ? [] : [await verifyOwn(own, body, secrets, clock)]),
      ...(plain === null ? [] : [await checkHex(plain, PLAIN_FORM, body, secrets)]),
    ]);
  },

  async parse(body) {
    const event = parseBody(body);
    const type = asId(event.event) ?? asId(event.event_type) ?? asId(event.type);
    if (type === undefined) throw new AppError("BAD_REQUEST", "webhook body: no event type");
    const account = asId(event.user_openid);
    const content = contentOf(event);
    const occurrence = asId(event.event_id) ?? asId(event.eventId) ?? asId(event.create_time);
    const about = asId(content.publish_id) ?? asId(content.post_id) ?? asId(content.share_id);
    return [
      {
        externalId: await happeningId([type, account, about, occurrence], content),
        type,
        occurredAt: asTime(event.create_time),
        accountRef: account,
        payload: { ...event, content },
      },
    ];
  },

  challenge(query) {
    const challenge = query.get("challenge");
    return challenge ? { status: 200, text: challenge } : { status: 400, text: "" };
  },
};

async function verifyOwn(
  header: string,
  body: Bytes,
  secrets: readonly WebhookSecret[],
  clock: Clock,
): Promise<Verification> {
  const time = OWN_TIME.exec(header)?.[1];
  if (time === undefined) return { refused: "malformed_signature" };
  const verified = await checkHex(header, OWN_FORM, prefixed(`${time}.`, body), secrets);
  return fresh(verified, Number(time) * 1000, clock, TOLERANCE_S);
}

/** `content` is a text of JSON with ids that may be bare numbers; the seeds' flat form has its fields in the body itself. */
function contentOf(event: JsonObject): JsonObject {
  if (isObject(event.content)) return event.content;
  if (typeof event.content !== "string") return event;
  try {
    const parsed = storable(parseJson(event.content));
    return isObject(parsed) ? parsed : { value: parsed };
  } catch {
    return { text: event.content };
  }
}

/** `content` was parsed when the event was received; `fail_reason` is the older name of `reason`. */
function publication(news: PublicationNews): Interpreter {
  return (event) => {
    const content = asObject(asObject(event.payload).content);
    const publishId = asId(content.publish_id);
    if (publishId === undefined) return { effect: "none", why: "it names no publish_id" };
    const remoteId = asId(content.post_id);
    const reason = asId(content.reason) ?? asId(content.fail_reason);
    return {
      effect: "settlePublication",
      notice: {
        platform: "tiktok",
        accountRef: event.accountRef,
        handle: { name: "publishId", value: publishId },
        event: {
          ...noticeOf(event),
          news,
          ...(remoteId === undefined ? {} : { remoteId }),
          ...(reason === undefined ? {} : { reason }),
        },
      },
    };
  };
}

const revocation: Interpreter = (event) => {
  const reason = asId(asObject(asObject(event.payload).content).reason);
  const notice = { platform: "tiktok", accountRef: event.accountRef, event: noticeOf(event) };
  return { effect: "connectionRevoked", notice: reason === undefined ? notice : { ...notice, reason } };
};

export const tiktokWebhook: PlatformWebhook = {
  source: tiktokSource,
  meanings: {
    "post.publish.complete": publication("complete"),
    "post.publish.failed": publication("failed"),
    "post.publish.inbox_delivered": publication("delivered"),
    "post.publish.publicly_available": publication("public"),
    // Misspelled by TikTok, and by it alone. https://developers.tiktok.com/doc/content-posting-api-reference-get-video-status
    "post.publish.no_longer_publicaly_available": publication("withdrawn"),
    "post.publish.no_longer_publicly_available": publication("withdrawn"),
    "video.publish.complete": publication("complete"),
    "video.publish.completed": publication("complete"),
    "video.publish.failed": publication("failed"),
    "video.upload.failed": publication("failed"),
    "video.inbox.received": publication("delivered"),
    "authorization.removed": revocation,
  },
};
