import { utf8 } from "#server/core/encoding.ts";
import { hmacSha256Hex, timingSafeEqual } from "#server/core/hmac.ts";
import type { Clock } from "#server/core/ports.ts";
import { isSharedSecret } from "#server/core/shared-secret.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

/** A secret deliveries may be signed with; several are active while one is replaced by another. */
export interface WebhookSecret {
  id: string;
  secret: string;
}

/** One thing that happened, out of a delivery that may carry many. */
export interface ParsedEvent {
  /**
   * The same happening, sent again, has the same id; an edit, a second failure and a renewal have ids of their own.
   * Unique per source.
   */
  externalId: string;
  /** Whose event it is, where another provider carries it: ids are unique per owner, whichever way they come. */
  source?: string;
  type: string;
  occurredAt: Date | undefined;
  /** The provider's id of the account it is about. */
  accountRef: string | undefined;
  payload: unknown;
}

/** Why what a delivery shows does not open the door; for the log and the count, never for the sender. */
export type VerificationRefusal = "no_signature" | "malformed_signature" | "wrong_signature" | "stale";

/** Which key signed, or why the delivery is refused. */
export type Verification = { keyId: string } | { refused: VerificationRefusal };

/** What a provider asks before it sends anything, and what it gets. */
export interface ChallengeAnswer {
  status: 200 | 400 | 403 | 503;
  text: string;
  /** Plain text when left out. */
  type?: "application/json";
}

/** One provider's way of telling us things. Knows nothing of features, databases or jobs. */
export interface WebhookSource {
  id: string;
  /** Headers kept with a delivery, lower case: enough to verify it again. */
  evidenceHeaders: readonly string[];
  /** Looks at the exact bytes, before anything is parsed; tries every secret, in constant time. */
  verify(
    headers: Headers,
    body: Bytes,
    secrets: readonly WebhookSecret[],
    clock: Clock,
  ): Promise<Verification>;
  /**
   * The events of a verified delivery, in order. Headers are mostly not signed: what is read from them may tell two
   * events apart, never more. Throws BAD_REQUEST when it is none of the provider's.
   */
  parse(body: Bytes, headers?: Headers): Promise<ParsedEvent[]>;
  /** Answers the provider's GET; sources without one have no GET. */
  challenge?(
    query: URLSearchParams,
    verifyToken: string | null,
    secrets: readonly WebhookSecret[],
  ): ChallengeAnswer | Promise<ChallengeAnswer>;
}

/**
 * The id of the secret whose HMAC-SHA256 of `message` is `given`: lower-case hex, unless `sign` writes it otherwise. All
 * are tried, whichever fits; an empty one is none.
 */
export async function signingKey(
  secrets: readonly WebhookSecret[],
  message: Bytes,
  given: string,
  sign: (secret: string, message: Bytes) => Promise<string> = hmacSha256Hex,
): Promise<string | undefined> {
  const usable = secrets.filter(({ secret }) => secret !== "");
  const fits = await Promise.all(
    usable.map(async ({ secret }) => timingSafeEqual(await sign(secret, message), given)),
  );
  return usable[fits.indexOf(true)]?.id;
}

/** What the first group of `form` takes out of a header is the hex HMAC-SHA256 of `message`, in either case of letters. */
export async function checkHex(
  header: string | null,
  form: RegExp,
  message: Bytes,
  secrets: readonly WebhookSecret[],
): Promise<Verification> {
  if (header === null) return { refused: "no_signature" };
  const given = form.exec(header)?.[1];
  if (given === undefined) return { refused: "malformed_signature" };
  const keyId = await signingKey(secrets, message, given.toLowerCase());
  return keyId === undefined ? { refused: "wrong_signature" } : { keyId };
}

/** The header is one of the secrets, word for word. Proves who calls, not what was said. */
export async function checkSecret(
  header: string | null,
  secrets: readonly WebhookSecret[],
): Promise<Verification> {
  if (header === null) return { refused: "no_signature" };
  const fits = await Promise.all(secrets.map(({ secret }) => isSharedSecret(secret, header)));
  const keyId = secrets[fits.indexOf(true)]?.id;
  return keyId === undefined ? { refused: "wrong_signature" } : { keyId };
}

/** Whatever proof is shown must hold; showing none is no proof. The first key is the one remembered. */
export function allHold(shown: readonly Verification[]): Verification {
  return shown.find((each) => "refused" in each) ?? shown[0] ?? { refused: "no_signature" };
}

/** Refuses what was signed more than `toleranceS` before or after now. */
export function fresh(
  verified: Verification,
  signedAtMs: number,
  clock: Clock,
  toleranceS: number,
): Verification {
  if ("refused" in verified) return verified;
  const ageMs = Math.abs(clock.now().getTime() - signedAtMs);
  return ageMs <= toleranceS * 1000 ? verified : { refused: "stale" };
}

/** `head` as UTF-8 and the exact bytes behind it: what schemes with a time sign. */
export function prefixed(head: string, body: Bytes): Bytes {
  const start = utf8(head);
  const joined = new Uint8Array(start.length + body.length);
  joined.set(start);
  joined.set(body, start.length);
  return joined;
}
