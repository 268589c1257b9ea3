import { fromBase64Url, toBase64Url, utf8 } from "./encoding.ts";
import { AppError } from "./errors.ts";
import { hmacSha256Base64Url, hmacSha256Hex, timingSafeEqual } from "./hmac.ts";
import { newId } from "./ids.ts";
import type { Clock } from "./ports.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The signature of a job delivery, in QStash's format, whichever transport sends it: a JWT in `Upstash-Signature`
 * (HS256; iss "Upstash", sub = destination URL, exp, nbf, iat, jti, body = base64url of the body's SHA-256).
 * https://upstash.com/docs/qstash/howto/signature
 */
export const SIGNATURE_HEADER = "upstash-signature";
const ISSUER = "Upstash";
const LONGEST_LIFE_S = 300;
/** How far two machines' clocks may be apart. */
export const CLOCK_TOLERANCE_S = 5;

export interface SigningKeys {
  current: string;
  next: string;
}

/** A signature that held; its id may open the door once, and need not be remembered after `expiresAt`. */
export interface DeliveryProof {
  jti: string;
  expiresAt: Date;
}

/** Throws UNAUTHORIZED unless the delivery was signed for exactly this path of ours, these bytes, and now. */
export interface DeliveryVerifier {
  verify(delivery: { path: string; signature: string | null; body: Bytes }): Promise<DeliveryProof>;
}

/** Keys for the transport that lives in this house: they follow from the secret both sides already share. */
export async function deriveSigningKeys(workerSecret: string): Promise<SigningKeys> {
  return {
    current: await hmacSha256Hex(workerSecret, "delivery-signature/current"),
    next: await hmacSha256Hex(workerSecret, "delivery-signature/next"),
  };
}

/** A fresh signature over one delivery: five minutes, single use. */
export async function signDelivery(input: {
  url: string;
  body: Bytes;
  key: string;
  now: Date;
}): Promise<string> {
  const iat = Math.floor(input.now.getTime() / 1000);
  const claims = {
    iss: ISSUER,
    sub: input.url,
    exp: iat + LONGEST_LIFE_S,
    nbf: iat,
    iat,
    jti: `jwt_${newId()}`,
    body: await bodyHash(input.body),
  };
  const signed = `${encodeJson({ alg: "HS256", typ: "JWT" })}.${encodeJson(claims)}`;
  return `${signed}.${await hmacSha256Base64Url(input.key, signed)}`;
}

/** Verifies with the current key, then the next one (a rotation is under way). */
export function createDeliveryVerifier(deps: {
  keys: SigningKeys;
  /** Origin the transport calls, without a trailing slash. */
  baseUrl: string;
  clock: Clock;
}): DeliveryVerifier {
  return {
    async verify({ path, signature, body }) {
      const token = requireSignature(signature);
      const claims = checkDeliveryClaims(token, { url: deps.baseUrl + path, now: deps.clock.now() });
      await checkHmac(token, deps.keys);
      if (claims.body !== (await bodyHash(body))) throw refused("the body is not the one that was signed");
      return proofOf(claims);
    },
  };
}

export interface DeliveryClaims {
  jti: string;
  /** Seconds since 1970. */
  exp: number;
  /** base64url SHA-256 of the body, padding removed. */
  body: string;
}

/**
 * Everything a signature must say, whoever checks its HMAC: the algorithm on our list, our exact address, a life of at
 * most five minutes that is not over and has begun, and an id. Throws UNAUTHORIZED.
 */
export function checkDeliveryClaims(token: string, expected: { url: string; now: Date }): DeliveryClaims {
  const [header, claims] = token.split(".").slice(0, 2).map(decodeJson);
  if (!header || !claims || token.split(".").length !== 3) throw refused("not a signed token");
  if (header.alg !== "HS256" || "crit" in header) throw refused("algorithm not accepted");
  if (claims.iss !== ISSUER) throw refused("issuer not accepted");
  if (claims.sub !== expected.url) throw refused("signed for another address");
  const { exp, nbf, iat, jti, body } = claims;
  if (!isTime(exp) || !isTime(nbf) || !isTime(iat)) throw refused("exp, nbf or iat is missing");
  if (typeof jti !== "string" || jti === "" || jti.length > 256) throw refused("jti is missing");
  if (typeof body !== "string") throw refused("body hash is missing");
  const now = expected.now.getTime() / 1000;
  if (exp <= iat || exp - iat > LONGEST_LIFE_S) throw refused("lives too long");
  if (exp + CLOCK_TOLERANCE_S <= now) throw refused("expired");
  if (Math.max(nbf, iat) - CLOCK_TOLERANCE_S > now) throw refused("not valid yet");
  return { jti, exp, body: body.replace(/=+$/, "") };
}

export const proofOf = (claims: DeliveryClaims): DeliveryProof => ({
  jti: claims.jti,
  expiresAt: new Date((claims.exp + CLOCK_TOLERANCE_S) * 1000),
});

export function requireSignature(signature: string | null): string {
  if (!signature) throw refused("no signature");
  return signature;
}

async function checkHmac(token: string, keys: SigningKeys): Promise<void> {
  const cut = token.lastIndexOf(".");
  const signed = token.slice(0, cut);
  const given = token.slice(cut + 1);
  const current = timingSafeEqual(await hmacSha256Base64Url(keys.current, signed), given);
  const next = timingSafeEqual(await hmacSha256Base64Url(keys.next, signed), given);
  if (!current && !next) throw refused("signed with no key of ours");
}

export const refused = (why: string): AppError => new AppError("UNAUTHORIZED", `delivery signature: ${why}`);

async function bodyHash(body: Bytes): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", body)));
}

const encodeJson = (value: unknown): string => toBase64Url(utf8(JSON.stringify(value)));

function decodeJson(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(fromBase64Url(part)));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
