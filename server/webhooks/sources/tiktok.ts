import { utf8 } from "#server/core/encoding.ts";
import { AppError } from "#server/core/errors.ts";
import { parseJson } from "#server/core/json.ts";
import type { Clock } from "#server/core/ports.ts";
import { asId, asTime, happeningId, isObject, type JsonObject, parseBody, storable } from "../json.ts";
import {
  type Bytes,
  signingKey,
  type Verification,
  type WebhookSecret,
  type WebhookSource,
} from "../source.ts";

const OWN_HEADER = "tiktok-signature";
const PLAIN_HEADER = "x-tiktok-signature";
const OWN_FORM = /^t=([0-9]{1,12}),s=([0-9a-f]{64})$/;
const PLAIN_FORM = /^[0-9a-f]{64}$/;
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
    const checks: Promise<Verification>[] = [];
    if (own !== null) checks.push(verifyOwn(own, body, secrets, clock));
    if (plain !== null) checks.push(verifyPlain(plain, body, secrets));
    const results = await Promise.all(checks);
    return results.find((result) => "refused" in result) ?? results[0] ?? { refused: "no signature header" };
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
        type: type.slice(0, 100),
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
  const [, time, given] = OWN_FORM.exec(header) ?? [];
  if (time === undefined || given === undefined) return { refused: "TikTok-Signature is malformed" };
  const keyId = await signingKey(secrets, join(utf8(`${time}.`), body), given);
  if (keyId === undefined) return { refused: "signed with no secret of ours" };
  const ageS = Math.abs(clock.now().getTime() / 1000 - Number(time));
  return ageS > TOLERANCE_S ? { refused: "signed too long ago, or in the future" } : { keyId };
}

async function verifyPlain(
  header: string,
  body: Bytes,
  secrets: readonly WebhookSecret[],
): Promise<Verification> {
  if (!PLAIN_FORM.test(header)) return { refused: "x-tiktok-signature is malformed" };
  const keyId = await signingKey(secrets, body, header);
  return keyId === undefined ? { refused: "signed with no secret of ours" } : { keyId };
}

function join(head: Bytes, tail: Bytes): Bytes {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
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
