import type { ErrorCode } from "#server/core/errors.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

/**
 * What TikTok refuses with. The HTTP status says little: spam risks come with 200.
 * https://developers.tiktok.com/doc/tiktok-api-v2-error-handling
 * https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
 */
const row = (
  code: string,
  is: ErrorCode,
  retryable: boolean,
  message: string,
  more: Partial<Pick<ProviderErrorRow, "reason" | "inconclusive" | "waitMs">> = {},
): ProviderErrorRow => ({ code, is, retryable, message, ...more });

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const tiktokErrors: readonly ProviderErrorRow[] = [
  // The grant.
  row("access_token_invalid", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_invalid" }),
  row("scope_not_authorized", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),
  row("scope_permission_missed", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),
  row("token_not_authorized_for_specified_publish_id", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),

  // The creator and the client.
  row("spam_risk_too_many_posts", "QUOTA_EXHAUSTED", true, "TIKTOK_TOO_MANY_POSTS", { waitMs: HOUR_MS }),
  row("spam_risk_too_many_pending_share", "QUOTA_EXHAUSTED", true, "TIKTOK_TOO_MANY_PENDING", {
    waitMs: HOUR_MS,
  }),
  row("spam_risk_user_banned_from_posting", "FORBIDDEN", false, "TIKTOK_BANNED"),
  row("spam_risk_text", "CONTENT_REJECTED", false, "TIKTOK_SPAM"),
  row("spam_risk", "CONTENT_REJECTED", false, "TIKTOK_SPAM"),
  row("reached_active_user_cap", "QUOTA_EXHAUSTED", true, "TIKTOK_ACTIVE_USER_CAP", { waitMs: HOUR_MS }),
  row("unaudited_client_can_only_post_to_private_accounts", "FORBIDDEN", false, "TIKTOK_UNAUDITED"),
  row("url_ownership_unverified", "CONFIG_INVALID", false, "TIKTOK_URL_UNVERIFIED"),
  row("privacy_level_option_mismatch", "CONTENT_REJECTED", false, "TIKTOK_PRIVACY"),
  row("app_version_check_failed", "FORBIDDEN", false, "TIKTOK_APP_VERSION"),

  // The request.
  row("invalid_param", "CONTENT_REJECTED", false, "TIKTOK_REFUSED"),
  row("invalid_params", "CONTENT_REJECTED", false, "TIKTOK_REFUSED"),
  row("invalid_file_upload", "MEDIA_REJECTED", false, "TIKTOK_UPLOAD_REFUSED"),
  row("invalid_publish_id", "NOT_FOUND", false, "TIKTOK_PUBLISH_UNKNOWN"),
  row("publish_not_cancellable", "CONFLICT", false, "TIKTOK_REFUSED"),
  row("rate_limit_exceeded", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: MINUTE_MS }),
  row("internal_error", "UPSTREAM_ERROR", true, "TIKTOK_TROUBLE", { inconclusive: true }),
];

/**
 * Why a publication FAILED: nothing became public, and this one never will. `retryable` here means: with a new init.
 */
export const tiktokFailReasons: readonly ProviderErrorRow[] = [
  row("file_format_check_failed", "MEDIA_REJECTED", false, "TIKTOK_FILE_FORMAT"),
  row("duration_check_failed", "MEDIA_REJECTED", false, "TIKTOK_DURATION"),
  row("frame_rate_check_failed", "MEDIA_REJECTED", false, "TIKTOK_FRAME_RATE"),
  row("picture_size_check_failed", "MEDIA_REJECTED", false, "TIKTOK_PICTURE_SIZE"),
  row("internal", "CONTENT_REJECTED", true, "TIKTOK_FAILED"),
  row("video_pull_failed", "MEDIA_REJECTED", true, "TIKTOK_PULL_FAILED"),
  row("photo_pull_failed", "MEDIA_REJECTED", true, "TIKTOK_PULL_FAILED"),
  row("publish_cancelled", "CONTENT_REJECTED", false, "TIKTOK_CANCELLED"),
  row("auth_removed", "CONTENT_REJECTED", false, "TIKTOK_AUTH_REMOVED"),
  row("spam_risk_too_many_posts", "QUOTA_EXHAUSTED", false, "TIKTOK_TOO_MANY_POSTS_FAILED"),
  row("spam_risk_user_banned_from_posting", "CONTENT_REJECTED", false, "TIKTOK_BANNED"),
  row("spam_risk_text", "CONTENT_REJECTED", false, "TIKTOK_SPAM"),
  row("spam_risk", "CONTENT_REJECTED", false, "TIKTOK_SPAM"),
];

/** The flat errors of the OAuth endpoints. https://developers.tiktok.com/doc/oauth-error-handling */
export const tiktokOAuthErrors: readonly ProviderErrorRow[] = [
  row("invalid_grant", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_expired" }),
  row("access_denied", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "revoked_at_platform" }),
  row("invalid_request", "BAD_REQUEST", false, "OAUTH_MISCONFIGURED"),
  row("invalid_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unauthorized_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unsupported_grant_type", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("invalid_scope", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("server_error", "UPSTREAM_ERROR", true, "TIKTOK_TROUBLE", { inconclusive: true }),
  row("temporarily_unavailable", "UNAVAILABLE", true, "TIKTOK_TROUBLE", { inconclusive: true }),
  row("rate_limit_exceeded", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: MINUTE_MS }),
];

const find = (table: readonly ProviderErrorRow[], code: string, unlisted: ErrorCode): ProviderErrorRow =>
  table.find((entry) => entry.code === code) ?? row(code, unlisted, false, "TIKTOK_REFUSED");

export const tiktokErrorRow = (code: string): ProviderErrorRow => find(tiktokErrors, code, "UPSTREAM_ERROR");
export const failReasonRow = (reason: string): ProviderErrorRow =>
  find(tiktokFailReasons, reason, "CONTENT_REJECTED");
export const oauthErrorRow = (error: string): ProviderErrorRow =>
  find(tiktokOAuthErrors, error, "UPSTREAM_ERROR");
