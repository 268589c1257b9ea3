import type { ErrorCode } from "#server/core/errors.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

/**
 * What Mastodon refuses with: `{ "error": "a sentence" }`, whose words are the server's and may change, so the status
 * decides, and a well-known sentence only makes it more precise. From 500 on the HTTP door speaks.
 * https://docs.joinmastodon.org/methods/statuses/, https://docs.joinmastodon.org/methods/media/,
 * app/controllers/concerns/api/error_handling.rb of mastodon/mastodon
 */
const row = (
  code: string,
  is: ErrorCode,
  retryable: boolean,
  message: string,
  more: Partial<Pick<ProviderErrorRow, "reason" | "inconclusive" | "waitMs">> = {},
): ProviderErrorRow => ({ code, is, retryable, message, ...more });

const MINUTE_MS = 60_000;

const UNREADABLE = row("422", "CONTENT_REJECTED", false, "MASTODON_REFUSED");

export const mastodonErrors: readonly ProviderErrorRow[] = [
  row("401", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_invalid" }),
  row("403", "FORBIDDEN", false, "MASTODON_NOT_ALLOWED"),
  row("403/scope", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),
  row("403/suspended", "FORBIDDEN", false, "MASTODON_SUSPENDED"),
  row("404", "NOT_FOUND", false, "MASTODON_GONE"),
  row("410", "NOT_FOUND", false, "MASTODON_GONE"),
  UNREADABLE,
  row("422/blank", "CONTENT_REJECTED", false, "MASTODON_BLANK"),
  row("422/too_long", "CONTENT_REJECTED", false, "MASTODON_TOO_LONG"),
  row("422/media_not_ready", "MEDIA_REJECTED", true, "MASTODON_MEDIA_NOT_READY", { waitMs: 5_000 }),
  row("422/media_mixed", "MEDIA_REJECTED", false, "MASTODON_MEDIA_MIXED"),
  row("422/media_type", "MEDIA_REJECTED", false, "MASTODON_MEDIA_TYPE"),
  row("422/media_size", "MEDIA_REJECTED", false, "MASTODON_MEDIA_SIZE"),
  row("429", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: MINUTE_MS }),
];

/** The English sentences of Mastodon's own locale file, as far as they tell more than the status. */
const SENTENCES: readonly [code: string, sentence: RegExp][] = [
  ["403/scope", /outside the authorized scopes/i],
  ["403/suspended", /login is (currently )?disabled|account is suspended/i],
  ["422/blank", /can't be blank/i],
  ["422/too_long", /character limit/i],
  ["422/media_not_ready", /not finished processing/i],
  ["422/media_mixed", /cannot attach (a video|more than)/i],
  ["422/media_type", /content type|not supported|could not be processed|invalid/i],
  ["422/media_size", /file size|must be less than|too large|are not supported/i],
];

/** OAuth's own errors. https://docs.joinmastodon.org/methods/oauth/ */
export const mastodonOAuthErrors: readonly ProviderErrorRow[] = [
  row("invalid_grant", "BAD_REQUEST", false, "OAUTH_CODE_EXPIRED"),
  row("invalid_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unauthorized_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("invalid_scope", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("invalid_request", "BAD_REQUEST", false, "OAUTH_MISCONFIGURED"),
  row("unsupported_grant_type", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
];

/** The row of an answer; a sentence nobody knows leaves it at the status. */
export function mastodonErrorRow(status: number, error: string): ProviderErrorRow {
  const oauth = mastodonOAuthErrors.find(({ code }) => code === error);
  if (oauth) return oauth;
  const told = SENTENCES.find(
    ([code, sentence]) => code.startsWith(`${status}/`) && sentence.test(error),
  )?.[0];
  const known = mastodonErrors.find(({ code }) => code === (told ?? String(status)));
  return known ?? { ...UNREADABLE, code: String(status) };
}
