import { hmacSha256Base64 } from "#server/core/hmac.ts";
import {
  asId,
  asObject,
  asTime,
  happeningId,
  isObject,
  type JsonObject,
  parseBody,
  readTime,
} from "#server/webhooks/json.ts";
import { type Interpreter, noticeOf } from "#server/webhooks/meaning.ts";
import {
  type ParsedEvent,
  signingKey,
  type WebhookSecret,
  type WebhookSource,
} from "#server/webhooks/source.ts";
import type { PlatformWebhook } from "../platform.ts";
import { partKey } from "./parts.ts";

const SIGNATURE = "x-twitter-webhooks-signature";
const FORM = /^sha256=([A-Za-z0-9+/]{43}=)$/;
/** Without braces and quotes: what X signs and what it asks to be signed must never be mistaken for one another. */
const CRC_TOKEN = /^[A-Za-z0-9_\-+/=.]{1,200}$/;

/**
 * X's account activity: `{ for_user_id, <kind>_events: [...] }`, signed with the app's consumer secret, and an hourly
 * check of the address (CRC) that asks for a signature of ours. Deliveries carry no ids and may come again.
 * https://docs.x.com/x-api/webhooks/introduction, https://docs.x.com/x-api/account-activity/introduction
 */
export const xSource: WebhookSource = {
  id: "x",
  evidenceHeaders: [SIGNATURE],

  async verify(headers, body, secrets) {
    const given = headers.get(SIGNATURE);
    if (given === null) return { refused: "no_signature" };
    const [, signature] = FORM.exec(given) ?? [];
    if (signature === undefined) return { refused: "malformed_signature" };
    const keyId = await signingKey(secrets, body, signature, hmacSha256Base64);
    return keyId === undefined ? { refused: "wrong_signature" } : { keyId };
  },

  parse: async (body) => eventsOf(parseBody(body)),

  async challenge(query, _verifyToken, secrets) {
    const token = query.get("crc_token") ?? "";
    if (!CRC_TOKEN.test(token)) return { status: 400, text: "" };
    const secret = signingSecret(secrets);
    if (!secret) return { status: 503, text: "" };
    const response_token = `sha256=${await hmacSha256Base64(secret.secret, token)}`;
    return { status: 200, type: "application/json", text: JSON.stringify({ response_token }) };
  },
};

/** The consumer secret where one is set; the client's own is what the sandbox signs with. */
const signingSecret = (secrets: readonly WebhookSecret[]): WebhookSecret | undefined =>
  secrets.find(({ id }) => id === "webhook") ?? secrets[0];

async function eventsOf(delivery: JsonObject): Promise<ParsedEvent[]> {
  const account = asId(delivery.for_user_id);
  const listed = Object.entries(delivery).flatMap(([kind, value]) =>
    kind.endsWith("_events") && Array.isArray(value)
      ? value.filter(isObject).map((item): [string, JsonObject] => [kind.replace(/_events$/, ""), item])
      : [],
  );
  const revoked = asObject(asObject(delivery.user_event).revoke);
  const all = Object.keys(revoked).length > 0 ? [...listed, ["revoke", revoked] as const] : listed;
  return Promise.all(all.map(([type, item]) => eventOf(type, item, account)));
}

async function eventOf(type: string, item: JsonObject, account: string | undefined): Promise<ParsedEvent> {
  const owner = type === "revoke" ? asId(asObject(item.source).user_id) : account;
  const about = asId(item.id_str) ?? asId(item.id) ?? asId(asObject(item.status).id);
  return {
    externalId: await happeningId([type, owner, about], item),
    type,
    occurredAt: asTime(item.timestamp_ms) ?? readTime(item.date_time ?? item.created_at),
    accountRef: owner,
    payload: item,
  };
}

const deleted: Interpreter = (event) => {
  const id = asId(asObject(asObject(event.payload).status).id);
  if (id === undefined) return { effect: "none", why: "it names no post" };
  return {
    effect: "settlePublication",
    notice: {
      platform: "x",
      accountRef: event.accountRef,
      handle: { name: partKey(0), value: id },
      event: { ...noticeOf(event), news: "withdrawn", remoteId: id },
    },
  };
};

export const xWebhook: PlatformWebhook = {
  source: xSource,
  meanings: {
    tweet_delete: deleted,
    // It comes with an id no handle holds yet, or with one that is known to be live.
    tweet_create: () => ({ effect: "none", why: "the account's own list tells what is there" }),
    revoke: (event) => ({
      effect: "connectionRevoked",
      notice: { platform: "x", accountRef: event.accountRef, event: noticeOf(event) },
    }),
  },
};
