import { createHash, createHmac, type KeyObject, sign } from "node:crypto";
import type { Kit } from "../core/network.ts";
import type { GoogleAccount } from "./accounts.ts";
import type { SigningKeys } from "./keys.ts";

export const ISSUER = "https://accounts.google.com";
const LIFE_S = 3_600;

export interface IdTokenFacts {
  account: GoogleAccount;
  clientId: string;
  accessToken: string;
  scopes: string[];
  nonce?: string;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The claims of an honest token: what the scopes open, and the nonce of the request as it came. */
function honestClaims({ account, clientId, accessToken, scopes, nonce }: IdTokenFacts, now: number) {
  const iat = Math.floor(now / 1000);
  const half = createHash("sha256").update(accessToken).digest().subarray(0, 16);
  return {
    iss: ISSUER,
    azp: clientId,
    aud: clientId,
    sub: account.sub,
    ...(scopes.includes("email") ? { email: account.email, email_verified: account.emailVerified } : {}),
    at_hash: half.toString("base64url"),
    ...(nonce === undefined ? {} : { nonce }),
    ...(scopes.includes("profile")
      ? { name: account.name, given_name: account.givenName, family_name: account.familyName }
      : {}),
    ...(account.hd === undefined ? {} : { hd: account.hd }),
    iat,
    exp: iat + LIFE_S,
  };
}

/** An id token, RS256; or, as the settings say, one that no client may accept. */
export function idToken(kit: Kit, keys: SigningKeys, facts: IdTokenFacts): string {
  const { idTokens, keyGeneration } = kit.settings();
  const claims: Record<string, unknown> = honestClaims(facts, kit.clock.now());
  const { kid, privateKey } = keys.current(keyGeneration);
  const rs256 = (changes: Record<string, unknown> = {}, key: KeyObject = privateKey, id = kid) =>
    signed({ alg: "RS256", kid: id, typ: "JWT" }, { ...claims, ...changes }, (data) =>
      sign("sha256", data, key).toString("base64url"),
    );
  const foreign = keys.foreign();
  switch (idTokens) {
    case "valid":
      return rs256();
    case "wrong-issuer":
      return rs256({ iss: "https://accounts.google.com.evil.example" });
    case "wrong-audience":
      return rs256({ aud: "another-client.apps.googleusercontent.com" });
    case "foreign-party":
      return rs256({ aud: [facts.clientId, "another-client"], azp: "another-client" });
    case "wrong-nonce":
      return rs256({ nonce: "the nonce of another request" });
    case "no-nonce":
      return rs256({ nonce: undefined });
    case "expired":
      return rs256({ iat: Number(claims.iat) - 3_000, exp: Number(claims.iat) - 120 });
    case "from-the-future":
      return rs256({ iat: Number(claims.iat) + LIFE_S, exp: Number(claims.exp) + LIFE_S });
    case "unknown-kid":
      return rs256({}, foreign.privateKey, foreign.kid);
    case "wrong-signature":
      return rs256({}, foreign.privateKey);
    case "wrong-access-token":
      return rs256({ at_hash: "AAAAAAAAAAAAAAAAAAAAAA" });
    case "unsigned":
      return signed({ alg: "none", typ: "JWT" }, claims, () => "");
    case "hmac-with-public-key":
      return hmacSigned(keys, keyGeneration, claims);
  }
}

/** The old confusion of algorithms: the published key taken for a shared secret. */
function hmacSigned(keys: SigningKeys, generation: number, claims: Record<string, unknown>): string {
  const { kid, publicKey } = keys.current(generation);
  const secret = publicKey.export({ type: "spki", format: "pem" });
  return signed({ alg: "HS256", kid, typ: "JWT" }, claims, (data) =>
    createHmac("sha256", secret).update(data).digest("base64url"),
  );
}

function signed(header: object, claims: object, signature: (data: Buffer) => string): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${signature(Buffer.from(text))}`;
}
