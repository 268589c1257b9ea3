import type { ErrorCode } from "#server/core/errors.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

const row = (
  code: string,
  is: ErrorCode,
  retryable: boolean,
  message: string,
  more: Partial<Pick<ProviderErrorRow, "reason" | "inconclusive" | "waitMs">> = {},
): ProviderErrorRow => ({ code, is, retryable, message, ...more });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * What X refuses with. Its answers are problems of RFC 9457: `type` names some of them, the others are `about:blank` and
 * only their sentence tells; old hosts still answer with numbers. `problem.ts` finds the code of an answer.
 * https://docs.x.com/x-api/fundamentals/response-codes-and-errors
 */
export const xErrors: readonly ProviderErrorRow[] = [
  // The grant.
  row("unauthorized", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_invalid" }),
  row("forbidden", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),

  // The account.
  row("account-suspended", "FORBIDDEN", false, "X_ACCOUNT_SUSPENDED"),
  row("account-locked", "FORBIDDEN", false, "X_ACCOUNT_LOCKED"),
  row("not-permitted", "FORBIDDEN", false, "X_NOT_PERMITTED"),
  row("not-authorized-for-resource", "FORBIDDEN", false, "X_NOT_PERMITTED"),
  row("daily-limit", "QUOTA_EXHAUSTED", true, "X_DAILY_LIMIT", { waitMs: HOUR_MS }),

  // The words and the media.
  row("duplicate-content", "DUPLICATE_CONTENT", false, "X_DUPLICATE"),
  row("text-too-long", "CONTENT_REJECTED", false, "X_TOO_LONG"),
  row("empty-part", "CONTENT_REJECTED", false, "X_EMPTY_PART"),
  row("same-parts", "CONTENT_REJECTED", false, "X_SAME_PARTS"),
  row("automated", "CONTENT_REJECTED", false, "X_AUTOMATED"),
  row("disallowed-resource", "CONTENT_REJECTED", false, "X_DISALLOWED"),
  row("reply-gone", "CONTENT_REJECTED", false, "X_REPLY_GONE"),
  row("reply-restricted", "CONTENT_REJECTED", false, "X_REPLY_RESTRICTED"),
  row("media-mixed", "MEDIA_REJECTED", false, "X_MEDIA_MIXED"),
  row("media-invalid", "MEDIA_REJECTED", false, "X_MEDIA_EXPIRED"),
  row("media-too-large", "MEDIA_REJECTED", false, "X_MEDIA_TOO_LARGE"),
  row("media-type", "MEDIA_REJECTED", false, "X_MEDIA_TYPE"),
  row("invalid-request", "CONTENT_REJECTED", false, "X_REFUSED"),
  row("resource-not-found", "NOT_FOUND", false, "X_NOT_FOUND"),
  row("resource-unavailable", "NOT_FOUND", false, "X_NOT_FOUND"),

  // The app, which an operator has to set right.
  row("client-not-enrolled", "CONFIG_INVALID", false, "X_NOT_ENROLLED"),
  row("official-client-forbidden", "CONFIG_INVALID", false, "X_APP_ACCESS"),
  row("client-forbidden", "CONFIG_INVALID", false, "X_APP_ACCESS"),
  row("access-level", "CONFIG_INVALID", false, "X_APP_ACCESS"),
  row("unsupported-authentication", "CONFIG_INVALID", false, "X_APP_ACCESS"),
  row("app-suspended", "CONFIG_INVALID", false, "X_APP_SUSPENDED"),

  // What has been used up.
  row("rate-limit", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: MINUTE_MS }),
  row("user-limit-24hour", "QUOTA_EXHAUSTED", true, "X_DAILY_LIMIT", { waitMs: MINUTE_MS }),
  row("app-limit-24hour", "QUOTA_EXHAUSTED", true, "X_APP_DAILY_LIMIT", { waitMs: MINUTE_MS }),
  row("usage-capped", "QUOTA_EXHAUSTED", true, "X_USAGE_CAP", { waitMs: 6 * HOUR_MS }),
  row("credits-depleted", "QUOTA_EXHAUSTED", true, "X_CREDITS", { waitMs: HOUR_MS }),

  // Their side.
  row("internal-error", "UPSTREAM_ERROR", true, "X_TROUBLE", { inconclusive: true }),
  row("over-capacity", "UNAVAILABLE", true, "X_TROUBLE", { inconclusive: true }),
];

/** Why processing ended in `failed`, by `processing_info.error.name`. `retryable` here means: with a new upload. */
export const xProcessingErrors: readonly ProviderErrorRow[] = [
  row("media/InvalidMedia", "MEDIA_REJECTED", false, "X_MEDIA_UNREADABLE"),
  row("media/UnsupportedMedia", "MEDIA_REJECTED", false, "X_MEDIA_TYPE"),
  row("media/FileSizeTooLarge", "MEDIA_REJECTED", false, "X_MEDIA_TOO_LARGE"),
  row("media/InternalError", "UPSTREAM_ERROR", true, "X_MEDIA_FAILED"),
  row("media/failed", "MEDIA_REJECTED", true, "X_MEDIA_FAILED"),
];

/** `{ error, error_description }` of the token endpoint. https://docs.x.com/fundamentals/authentication/oauth-2-0 */
export const xOAuthErrors: readonly ProviderErrorRow[] = [
  row("invalid_grant", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_expired" }),
  row("token-was-invalid", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_expired" }),
  row("access_denied", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "revoked_at_platform" }),
  row("invalid_request", "BAD_REQUEST", false, "OAUTH_MISCONFIGURED"),
  row("invalid_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unauthorized_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unsupported_grant_type", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("invalid_scope", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("server_error", "UPSTREAM_ERROR", true, "X_TROUBLE", { inconclusive: true }),
  row("temporarily_unavailable", "UNAVAILABLE", true, "X_TROUBLE", { inconclusive: true }),
];

const find = (table: readonly ProviderErrorRow[], code: string, unlisted: ErrorCode): ProviderErrorRow =>
  table.find((entry) => entry.code === code) ?? row(code, unlisted, false, "X_REFUSED");

/** A code that is not in the table is a refusal nobody has seen yet: final, under its own name. */
export const xErrorRow = (code: string): ProviderErrorRow => find(xErrors, code, "CONTENT_REJECTED");
export const xOAuthErrorRow = (code: string): ProviderErrorRow => find(xOAuthErrors, code, "BAD_REQUEST");

/** Without a name that is known: another upload may do better, a few times. */
export const xProcessingErrorRow = (name: string): ProviderErrorRow =>
  xProcessingErrors.find((entry) => entry.code === `media/${name}`) ??
  find(xProcessingErrors, "media/failed", "MEDIA_REJECTED");
