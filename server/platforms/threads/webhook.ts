import { AppError } from "#server/core/errors.ts";
import { parseJson } from "#server/core/json.ts";
import type { PublicationNews } from "#server/webhooks/effects.ts";
import {
  asId,
  asObject,
  asTime,
  happeningId,
  isObject,
  type JsonObject,
  parseBody,
  readTime,
  storable,
} from "#server/webhooks/json.ts";
import { type Interpretation, type Interpreter, noticeOf } from "#server/webhooks/meaning.ts";
import { metaChallenge, verifyMeta } from "#server/webhooks/meta.ts";
import type {
  Bytes,
  ParsedEvent,
  Verification,
  WebhookSecret,
  WebhookSource,
} from "#server/webhooks/source.ts";
import { signingKey } from "#server/webhooks/source.ts";
import type { PlatformWebhook } from "../platform.ts";
import { postKey } from "./parts.ts";

/**
 * What Threads sends: one event a delivery, `{ app_id, topic, target_id, time, subscription_id, values: { field, value } }`,
 * signed as all of Meta's webhooks; no delivery ids, no order, tried again for 36 hours. And, to the same address when it
 * is registered as the uninstall callback, a form `signed_request=<signature>.<payload>` when somebody removes the app.
 * https://developers.facebook.com/documentation/threads/webhooks,
 * https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback (signed requests)
 */
export const threadsSource: WebhookSource = {
  id: "threads",
  evidenceHeaders: ["x-hub-signature-256"],

  verify(headers, body, secrets) {
    const request = signedRequest(body);
    return request ? verifySigned(request, secrets) : verifyMeta(headers, body, secrets);
  },

  async parse(body) {
    const request = signedRequest(body);
    return request ? [await deauthorization(request)] : eventsOf(parseBody(body));
  },

  challenge: metaChallenge,
};

// Deliveries ------------------------------------------------------------------------------------------------------

async function eventsOf(delivery: JsonObject): Promise<ParsedEvent[]> {
  const { values } = delivery;
  const items = Array.isArray(values) ? values : [values];
  if (!items.every(isObject)) throw new AppError("BAD_REQUEST", "webhook body: values is no object");
  return Promise.all(items.map((item) => eventOf(delivery, asObject(item))));
}

async function eventOf(delivery: JsonObject, item: JsonObject): Promise<ParsedEvent> {
  const type = asId(item.field) ?? "unknown";
  const value = asObject(item.value);
  const account = accountOf(type, delivery, value);
  return {
    // Without `time`: it is when the delivery was sent, and a delivery sent again is no new event.
    externalId: await happeningId([type, account, asId(value.id)], item.value),
    type,
    occurredAt: readTime(type === "delete" ? value.deleted_at : value.timestamp) ?? asTime(delivery.time),
    accountRef: account,
    payload: item.value ?? null,
  };
}

/**
 * Whose event it is. `target_id` is the mentioned profile for mentions; for replies and deletions it is documented as the
 * medium, and the owner stands in the value; for publications nothing is said of it, and the sample has a profile there.
 */
function accountOf(type: string, delivery: JsonObject, value: JsonObject): string | undefined {
  const target = asId(delivery.target_id);
  const owner = asObject(value.owner);
  if (type === "replies") return asId(asObject(value.root_post).owner_id);
  const owned = asId(owner.owner_id) ?? asId(owner.id);
  return owned ?? (target === asId(value.id) ? undefined : target);
}

// Uninstalled -----------------------------------------------------------------------------------------------------

const FORM = /^signed_request=([A-Za-z0-9_%=-]{43,128})\.([A-Za-z0-9_%=-]{1,4096})$/;

interface SignedRequest {
  signature: string;
  payload: string;
}

/** The parts of an uninstall callback; undefined for everything that is no such form. */
function signedRequest(body: Bytes): SignedRequest | undefined {
  if (body.length > 8_192 || body[0] !== 0x73) return undefined;
  const [, signature, payload] = FORM.exec(new TextDecoder().decode(body)) ?? [];
  if (signature === undefined || payload === undefined) return undefined;
  return { signature: bare(signature), payload: bare(payload) };
}

/** Base64url without its padding, which forms write as `%3D`. */
const bare = (text: string): string => text.replace(/(%3D|=)+$/i, "");

const bytesOf = (base64Url: string): Bytes =>
  Uint8Array.from(atob(base64Url.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

const hexOf = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** HMAC-SHA256 of the encoded payload with the app's secret. */
async function verifySigned(
  { signature, payload }: SignedRequest,
  secrets: readonly WebhookSecret[],
): Promise<Verification> {
  const given = decoded(signature);
  if (given === undefined) return { refused: "malformed_signature" };
  const keyId = await signingKey(secrets, new TextEncoder().encode(payload), hexOf(given));
  return keyId === undefined ? { refused: "wrong_signature" } : { keyId };
}

function decoded(base64Url: string): Bytes | undefined {
  try {
    return bytesOf(base64Url);
  } catch {
    return undefined;
  }
}

async function deauthorization({ payload }: SignedRequest): Promise<ParsedEvent> {
  const said = payloadOf(payload);
  const account = asId(said.user_id);
  return {
    externalId: await happeningId(["deauthorize", account, asId(said.issued_at)], said),
    type: "deauthorize",
    occurredAt: asTime(said.issued_at),
    accountRef: account,
    payload: { user_id: account ?? null, issued_at: said.issued_at ?? null },
  };
}

function payloadOf(payload: string): JsonObject {
  const bytes = decoded(payload);
  try {
    const said = bytes && storable(parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    if (isObject(said) && said.algorithm === "HMAC-SHA256") return said;
  } catch {
    // The same as JSON that is not what was promised.
  }
  throw new AppError("BAD_REQUEST", "webhook body: signed_request is no signed object");
}

// Meanings --------------------------------------------------------------------------------------------------------

const about = (news: PublicationNews, postOf: (value: JsonObject) => string | undefined): Interpreter => {
  return (event): Interpretation => {
    const post = postOf(asObject(event.payload));
    if (post === undefined) return { effect: "none", why: "it names no post" };
    return {
      effect: "settlePublication",
      notice: {
        platform: "threads",
        accountRef: event.accountRef,
        handle: { name: postKey(0), value: post },
        event: { ...noticeOf(event), news, remoteId: post },
      },
    };
  };
};

export const threadsWebhook: PlatformWebhook = {
  source: threadsSource,
  meanings: {
    publish: about("public", (value) => asId(value.id)),
    delete: about("withdrawn", (value) => asId(value.id)),
    replies: about("seen", (value) => asId(asObject(value.root_post).id)),
    mentions: () => ({ effect: "none", why: "somebody else's post mentions the account" }),
    deauthorize: (event) => ({
      effect: "connectionRevoked",
      notice: { platform: "threads", accountRef: event.accountRef, event: noticeOf(event) },
    }),
  },
};
