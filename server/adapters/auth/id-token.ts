import { z } from "zod";
import { fromBase64Url, toBase64Url, utf8 } from "#server/core/encoding.ts";
import { AppError } from "#server/core/errors.ts";
import { timingSafeEqual } from "#server/core/hmac.ts";
import type { PublicKeySet } from "./jwks.ts";

export interface ExpectedIdToken {
  issuers: readonly string[];
  clientId: string;
  /** The one this sign-in was started with. */
  nonce: string;
  /** The access token that came with it. */
  accessToken: string | undefined;
  keys: PublicKeySet;
  now: Date;
}

const CLOCK_TOLERANCE_S = 60;
/** A sign-in takes ten minutes at most; a token older than an hour belongs to none. */
const LONGEST_AGE_S = 3_600;
const LONGEST_TOKEN = 16 * 1024;

const seconds = z.number().finite();
const claimsSchema = z.object({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string()).min(1)]),
  azp: z.string().optional(),
  sub: z.string().min(1).max(255),
  exp: seconds,
  iat: seconds,
  nbf: seconds.optional(),
  nonce: z.string().optional(),
  at_hash: z.string().optional(),
  email: z.string().max(320).optional(),
  email_verified: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
  name: z.string().optional(),
});
export type IdTokenClaims = z.infer<typeof claimsSchema>;

/**
 * The claims of an id token that was signed by the provider, for us, for this very sign-in, and now. Throws
 * UNAUTHORIZED naming what did not hold; nothing of the token is in the error.
 * https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function verifyIdToken(token: string, expected: ExpectedIdToken): Promise<IdTokenClaims> {
  const [header, payload, signature, ...rest] = token.split(".");
  if (!header || !payload || !signature || rest.length > 0 || token.length > LONGEST_TOKEN)
    throw refused("not a signed token");
  await checkSignature(header, payload, signature, expected.keys);
  const claims = claimsSchema.safeParse(decode(payload));
  if (!claims.success) throw refused(`claim ${claims.error.issues[0]?.path.join(".") ?? ""}`);
  checkParties(claims.data, expected);
  checkTimes(claims.data, expected.now);
  if (!claims.data.nonce || !timingSafeEqual(claims.data.nonce, expected.nonce)) throw refused("nonce");
  await checkAccessToken(claims.data, expected.accessToken);
  return claims.data;
}

async function checkSignature(header: string, payload: string, signature: string, keys: PublicKeySet) {
  const { alg, kid, crit } = (decode(header) ?? {}) as Record<string, unknown>;
  // The one algorithm we take is named here, not by the token.
  if (alg !== "RS256" || crit !== undefined) throw refused("algorithm");
  const key = typeof kid === "string" ? await keys.key(kid) : undefined;
  if (!key) throw refused("key unknown");
  const bytes = fromBase64Url(signature);
  const holds =
    bytes !== undefined &&
    (await crypto.subtle.verify("RSASSA-PKCS1-v1_5", key, bytes, utf8(`${header}.${payload}`)));
  if (!holds) throw refused("signature");
}

function checkParties({ iss, aud, azp }: IdTokenClaims, { issuers, clientId }: ExpectedIdToken): void {
  if (!issuers.includes(iss)) throw refused("issuer");
  const audience = typeof aud === "string" ? [aud] : aud;
  if (!audience.includes(clientId)) throw refused("audience");
  if (audience.length > 1 && azp === undefined) throw refused("authorized party");
  if (azp !== undefined && azp !== clientId) throw refused("authorized party");
}

function checkTimes({ exp, iat, nbf }: IdTokenClaims, at: Date): void {
  const now = at.getTime() / 1000;
  if (exp + CLOCK_TOLERANCE_S <= now) throw refused("expired");
  if (Math.max(iat, nbf ?? iat) - CLOCK_TOLERANCE_S > now) throw refused("not valid yet");
  if (iat + LONGEST_AGE_S + CLOCK_TOLERANCE_S < now) throw refused("too old");
}

/** Where the token names the access token it came with, it must be ours. */
async function checkAccessToken({ at_hash }: IdTokenClaims, accessToken: string | undefined): Promise<void> {
  if (at_hash === undefined) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(accessToken ?? "")));
  if (!timingSafeEqual(toBase64Url(digest.subarray(0, 16)), at_hash)) throw refused("access token");
}

function decode(part: string): unknown {
  try {
    const bytes = fromBase64Url(part);
    return bytes && JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const refused = (why: string): AppError =>
  new AppError("UNAUTHORIZED", `id token refused: ${why}`, { providerCode: why });
