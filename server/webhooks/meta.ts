import { timingSafeEqual } from "#server/core/hmac.ts";
import {
  type Bytes,
  type ChallengeAnswer,
  checkHex,
  type Verification,
  type WebhookSecret,
} from "./source.ts";

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/**
 * `X-Hub-Signature-256: sha256=<hex HMAC of the exact bytes with the app's secret>`.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
export async function verifyMeta(
  headers: Headers,
  body: Bytes,
  secrets: readonly WebhookSecret[],
): Promise<Verification> {
  return checkHex(headers.get("x-hub-signature-256"), SIGNATURE, body, secrets);
}

/** Meta asks with a token of our choice, and wants its challenge back. 503 while no token is set. */
export function metaChallenge(query: URLSearchParams, verifyToken: string | null): ChallengeAnswer {
  if (verifyToken === null) return { status: 503, text: "" };
  const token = query.get("hub.verify_token") ?? "";
  const challenge = query.get("hub.challenge");
  const known = timingSafeEqual(token, verifyToken);
  if (query.get("hub.mode") !== "subscribe" || !known || !challenge) return { status: 403, text: "" };
  return { status: 200, text: challenge };
}
