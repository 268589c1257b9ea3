import type { ErrorCode } from "#server/core/errors.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

/**
 * What Reddit refuses with. Three dialects: triples in `json.errors` under HTTP 200, `{ reason }` beside a status, and
 * the rules of a subreddit as SUBMIT_VALIDATION_ERROR with 400. A bare status is its own code.
 * https://www.reddit.com/dev/api#POST_api_submit · github.com/reddit-archive/reddit r2/lib/errors.py
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

/** Refused for good: the post has to change. */
const content = (code: string, message: string): ProviderErrorRow =>
  row(code, "CONTENT_REJECTED", false, message);

/** Triples of `json.errors`: code, Reddit's prose, field. */
export const redditErrors: readonly ProviderErrorRow[] = [
  // Who may post, and how often.
  row("USER_REQUIRED", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_invalid" }),
  row("RATELIMIT", "RATE_LIMITED", true, "REDDIT_SLOW_DOWN", { waitMs: MINUTE_MS }),
  row("SUBREDDIT_RATELIMIT", "RATE_LIMITED", true, "REDDIT_SLOW_DOWN", { waitMs: 10 * MINUTE_MS }),
  row("QUOTA_FILLED", "QUOTA_EXHAUSTED", true, "REDDIT_TOO_MANY_POSTS", { waitMs: HOUR_MS }),
  row("IN_TIMEOUT", "FORBIDDEN", false, "REDDIT_SUSPENDED"),
  row("BANNED_IP", "FORBIDDEN", false, "REDDIT_SUSPENDED"),
  row("VERIFIED_USER_REQUIRED", "FORBIDDEN", false, "REDDIT_EMAIL_UNVERIFIED"),
  row("BAD_CAPTCHA", "FORBIDDEN", false, "REDDIT_CAPTCHA"),

  // Where.
  content("SUBREDDIT_REQUIRED", "REDDIT_SUBREDDIT_MISSING"),
  content("SUBREDDIT_NOEXIST", "REDDIT_SUBREDDIT_UNKNOWN"),
  content("BAD_SR_NAME", "REDDIT_SUBREDDIT_UNKNOWN"),
  row("SUBREDDIT_NOTALLOWED", "FORBIDDEN", false, "REDDIT_NOT_ALLOWED"),
  row("SUBREDDIT_NO_ACCESS", "FORBIDDEN", false, "REDDIT_PRIVATE"),
  row("BANNED_FROM_SUBREDDIT", "FORBIDDEN", false, "REDDIT_BANNED"),
  row("MUTED_FROM_SUBREDDIT", "FORBIDDEN", false, "REDDIT_BANNED"),
  row("USER_BLOCKED", "FORBIDDEN", false, "REDDIT_BLOCKED"),

  // Which kind.
  content("NO_SELFS", "REDDIT_NO_TEXT_POSTS"),
  content("NO_LINKS", "REDDIT_NO_LINKS"),
  content("NO_IMAGES", "REDDIT_NO_IMAGES"),
  content("IMAGES_NOTALLOWED", "REDDIT_NO_IMAGES"),
  content("NO_GALLERIES", "REDDIT_NO_IMAGES"),
  content("NO_VIDEOS", "REDDIT_NO_VIDEOS"),
  content("SUBREDDIT_OUTBOUND_LINKING_DISALLOWED", "REDDIT_NO_LINKS"),
  content("SUBREDDIT_LINKING_DISALLOWED", "REDDIT_NO_LINKS"),
  content("INVALID_OPTION", "REDDIT_REFUSED"),

  // What it says.
  content("NO_TEXT", "REDDIT_TEXT_MISSING"),
  content("TOO_LONG", "REDDIT_TOO_LONG"),
  content("TOO_SHORT", "REDDIT_TOO_SHORT"),
  content("BAD_STRING", "REDDIT_REFUSED"),
  content("NO_URL", "REDDIT_BAD_LINK"),
  content("BAD_URL", "REDDIT_BAD_LINK"),
  content("DOMAIN_BANNED", "REDDIT_DOMAIN_BANNED"),
  row("ALREADY_SUB", "DUPLICATE_CONTENT", false, "REDDIT_ALREADY_POSTED"),
  content("INVALID_FLAIR", "REDDIT_FLAIR_UNKNOWN"),
  content("BAD_FLAIR_TEMPLATE_ID", "REDDIT_FLAIR_UNKNOWN"),
  content("FLAIR_REQUIRED", "REDDIT_FLAIR_REQUIRED"),
  row("MISSING_VIDEO_URLS", "MEDIA_REJECTED", false, "REDDIT_MEDIA_REFUSED"),
  row("INVALID_MEDIA", "MEDIA_REJECTED", false, "REDDIT_MEDIA_REFUSED"),

  // The comment under the fresh post.
  row("THREAD_LOCKED", "FORBIDDEN", false, "REDDIT_THREAD_LOCKED"),
  row("TOO_OLD", "FORBIDDEN", false, "REDDIT_THREAD_LOCKED"),
  row("DELETED_LINK", "NOT_FOUND", false, "REDDIT_POST_GONE"),
  row("DELETED_COMMENT", "NOT_FOUND", false, "REDDIT_POST_GONE"),
  row("NO_THING_ID", "NOT_FOUND", false, "REDDIT_POST_GONE"),
  row("NOT_AUTHOR", "FORBIDDEN", false, "REDDIT_NOT_AUTHOR"),

  // Reddit itself.
  row("SOMETHING_IS_BROKEN", "UPSTREAM_ERROR", true, "REDDIT_TROUBLE", { inconclusive: true }),
];

/** Rules of a subreddit, judged because `validate_on_submit` asks for it; HTTP 400, or a triple under 200. */
export const redditValidationErrors: readonly ProviderErrorRow[] = [
  content("SUBMIT_VALIDATION_FLAIR_REQUIRED", "REDDIT_FLAIR_REQUIRED"),
  content("SUBMIT_VALIDATION_TITLE_BLACKLISTED_STRING", "REDDIT_WORD_FORBIDDEN"),
  content("SUBMIT_VALIDATION_BODY_BLACKLISTED_STRING", "REDDIT_WORD_FORBIDDEN"),
  content("SUBMIT_VALIDATION_TITLE_REQUIREMENT", "REDDIT_WORD_REQUIRED"),
  content("SUBMIT_VALIDATION_BODY_REQUIREMENT", "REDDIT_WORD_REQUIRED"),
  content("SUBMIT_VALIDATION_TITLE_REGEX_REQUIREMENT", "REDDIT_PATTERN"),
  content("SUBMIT_VALIDATION_BODY_REGEX_REQUIREMENT", "REDDIT_PATTERN"),
  content("SUBMIT_VALIDATION_REGEX_TIMEOUT", "REDDIT_PATTERN"),
  content("SUBMIT_VALIDATION_MIN_LENGTH", "REDDIT_TOO_SHORT"),
  content("SUBMIT_VALIDATION_MAX_LENGTH", "REDDIT_TOO_LONG"),
  content("SUBMIT_VALIDATION_BODY_REQUIRED", "REDDIT_BODY_REQUIRED"),
  content("SUBMIT_VALIDATION_BODY_NOT_ALLOWED", "REDDIT_BODY_NOT_ALLOWED"),
  content("SUBMIT_VALIDATION_LINK_BLACKLIST", "REDDIT_DOMAIN_NOT_HERE"),
  content("SUBMIT_VALIDATION_LINK_WHITELIST", "REDDIT_DOMAIN_NOT_HERE"),
  row("SUBMIT_VALIDATION_REPOST", "DUPLICATE_CONTENT", false, "REDDIT_ALREADY_POSTED"),
  content("SUBMIT_VALIDATION_GALLERY_MIN_ITEMS", "REDDIT_GALLERY_COUNT"),
  content("SUBMIT_VALIDATION_GALLERY_MAX_ITEMS", "REDDIT_GALLERY_COUNT"),
  content("SUBMIT_VALIDATION_GALLERY_CAPTION_REQUIREMENT", "REDDIT_GALLERY_CAPTIONS"),
  content("SUBMIT_VALIDATION_GALLERY_URLS_REQUIREMENT", "REDDIT_GALLERY_CAPTIONS"),
];

/** Answers told apart by status and `reason`: `403/private`; a bare status where Reddit gives no reason. */
export const redditStatusErrors: readonly ProviderErrorRow[] = [
  row("401", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "token_invalid" }),
  row("403/insufficient_scope", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),
  row("403/private", "FORBIDDEN", false, "REDDIT_PRIVATE"),
  row("403/banned", "FORBIDDEN", false, "REDDIT_BANNED"),
  row("403/quarantined", "FORBIDDEN", false, "REDDIT_QUARANTINED"),
  row("403/gold_only", "FORBIDDEN", false, "REDDIT_PREMIUM_ONLY"),
  row("403", "FORBIDDEN", false, "REDDIT_FORBIDDEN"),
  row("404/banned", "CONTENT_REJECTED", false, "REDDIT_SUBREDDIT_CLOSED"),
  row("404", "NOT_FOUND", false, "REDDIT_NOT_FOUND"),
  row("400", "CONTENT_REJECTED", false, "REDDIT_REFUSED"),
  row("413", "MEDIA_REJECTED", false, "REDDIT_MEDIA_TOO_LARGE"),
  row("429", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: 10_000 }),
];

/** Amazon's answers to the form with the bytes: nothing of it is public, whatever they say. */
export const redditUploadErrors: readonly ProviderErrorRow[] = [
  row("s3/EntityTooLarge", "MEDIA_REJECTED", false, "REDDIT_MEDIA_TOO_LARGE"),
  row("s3/EntityTooSmall", "MEDIA_REJECTED", false, "REDDIT_MEDIA_REFUSED"),
  row("s3/AccessDenied", "UPSTREAM_ERROR", true, "REDDIT_UPLOAD_REFUSED"),
  row("s3/InvalidPolicyDocument", "UPSTREAM_ERROR", true, "REDDIT_UPLOAD_REFUSED"),
  row("s3/RequestTimeout", "UPSTREAM_ERROR", true, "REDDIT_UPLOAD_REFUSED"),
  row("s3/SlowDown", "UPSTREAM_ERROR", true, "REDDIT_UPLOAD_REFUSED"),
];

/**
 * The token endpoints: a flat `error` that often comes with HTTP 200, or a status with a message.
 * https://github.com/reddit-archive/reddit/wiki/OAuth2
 */
export const redditOAuthErrors: readonly ProviderErrorRow[] = [
  row("invalid_grant", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "revoked_at_platform" }),
  row("access_denied", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "revoked_at_platform" }),
  row("invalid_request", "BAD_REQUEST", false, "OAUTH_MISCONFIGURED"),
  row("invalid_scope", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unsupported_grant_type", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("unauthorized_client", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  // Our request is always well-formed: a 400 without a word speaks of the code or the token in it.
  row("400", "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason: "revoked_at_platform" }),
  row("401", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("403", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("404", "CONFIG_INVALID", false, "OAUTH_MISCONFIGURED"),
  row("429", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: 10_000 }),
];

/** Found out by reading, not told as an error. */
export const redditFindings = {
  suspended: row("is_suspended", "FORBIDDEN", false, "REDDIT_SUSPENDED"),
  flairUnknown: content("flair_unknown", "REDDIT_FLAIR_UNKNOWN"),
  flairHidden: row("flair_hidden", "FORBIDDEN", false, "REDDIT_FLAIR_HIDDEN"),
} as const;

const API_ROWS = [...redditErrors, ...redditValidationErrors, ...redditStatusErrors];

const find = (
  table: readonly ProviderErrorRow[],
  code: string,
  unlisted: ErrorCode,
  message: string,
): ProviderErrorRow => table.find((entry) => entry.code === code) ?? row(code, unlisted, false, message);

/** A code nobody has written down yet is a refusal all the same; `403/new_reason` means what its status means. */
export function redditErrorRow(code: string): ProviderErrorRow {
  const status = /^(\d{3})\//.exec(code)?.[1];
  const known = API_ROWS.find((entry) => entry.code === code);
  if (known || !status) return known ?? content(code, "REDDIT_REFUSED");
  return { ...find(API_ROWS, status, "CONTENT_REJECTED", "REDDIT_REFUSED"), code };
}

export const oauthErrorRow = (code: string): ProviderErrorRow =>
  find(redditOAuthErrors, code, "UPSTREAM_ERROR", "REDDIT_REFUSED");

export const uploadErrorRow = (code: string): ProviderErrorRow =>
  find(redditUploadErrors, code, "MEDIA_REJECTED", "REDDIT_MEDIA_REFUSED");
