import { hmacSha256Hex, timingSafeEqual } from "#server/core/hmac.ts";
import type { Clock } from "#server/core/ports.ts";

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
  type: string;
  occurredAt: Date | undefined;
  /** The provider's id of the account it is about. */
  accountRef: string | undefined;
  payload: unknown;
}

/** Which key signed, or why the delivery is refused (for the log, never for the sender). */
export type Verification = { keyId: string } | { refused: string };

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
  /** The events of a verified delivery, in order. Throws BAD_REQUEST when it is none of the provider's. */
  parse(body: Bytes): Promise<ParsedEvent[]>;
  /** Answers the provider's GET; sources without one have no GET. */
  challenge?(
    query: URLSearchParams,
    verifyToken: string | null,
    secrets: readonly WebhookSecret[],
  ): ChallengeAnswer | Promise<ChallengeAnswer>;
}

/** The id of the secret whose HMAC-SHA256 of `message` is `given` (lower-case hex). All are tried, whichever fits. */
export async function signingKey(
  secrets: readonly WebhookSecret[],
  message: Bytes,
  given: string,
): Promise<string | undefined> {
  const fits = await Promise.all(
    secrets.map(async ({ secret }) => timingSafeEqual(await hmacSha256Hex(secret, message), given)),
  );
  return secrets[fits.indexOf(true)]?.id;
}
