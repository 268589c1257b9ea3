import { fromBase64, toBase64 } from "#server/core/encoding.ts";
import { AppError } from "#server/core/errors.ts";
import { hmacSha256Base64 } from "#server/core/hmac.ts";

/** Signatures by the Standard Webhooks specification: HMAC-SHA256 over `id.timestamp.body`. */

const PREFIX = "whsec_";
const KEY_BYTES = 32;
/** Bounds of the specification. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** A new signing secret: `whsec_` and 32 random bytes in base64. */
export const newSecret = (): string => PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));

export interface Signed {
  id: string;
  /** Seconds since 1970. */
  timestamp: number;
  body: string;
}

/** `webhook-signature` for these secrets: one `v1,<base64>` each, in their order, separated by spaces. */
export async function signatureHeader(secrets: readonly string[], signed: Signed): Promise<string> {
  const content = `${signed.id}.${signed.timestamp}.${signed.body}`;
  const signatures = await Promise.all(
    secrets.map(async (secret) => `v1,${await hmacSha256Base64(keyOf(secret), content)}`),
  );
  return signatures.join(" ");
}

/** Throws CRYPTO_ERROR for what is none of our secrets, without repeating it. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  const key = secret.startsWith(PREFIX) ? fromBase64(secret.slice(PREFIX.length)) : undefined;
  if (!key || key.length < LEAST_BYTES || key.length > MOST_BYTES)
    throw new AppError("CRYPTO_ERROR", "a webhook secret is malformed");
  return key;
}
