import { randomHex } from "../core/ids.ts";
import { type Answer, Refusal } from "../core/operation.ts";

/** `20260102100000` and twenty hexadecimal digits. */
export const logId = (now: number): string =>
  `${new Date(now).toISOString().replace(/\D/g, "").slice(0, 14)}${randomHex(10).toUpperCase()}`;

/** Codes of the nested `error` object, with the HTTP status they come with. https://developers.tiktok.com/doc/tiktok-api-v2-error-handling */
const STATUS = {
  invalid_params: 400,
  invalid_file_upload: 400,
  invalid_publish_id: 400,
  token_not_authorized_for_specified_publish_id: 400,
  publish_not_cancellable: 400,
  access_token_invalid: 401,
  scope_not_authorized: 401,
  scope_permission_missed: 401,
  spam_risk_too_many_posts: 403,
  spam_risk_too_many_pending_share: 403,
  spam_risk_user_banned_from_posting: 403,
  reached_active_user_cap: 403,
  unaudited_client_can_only_post_to_private_accounts: 403,
  url_ownership_unverified: 403,
  privacy_level_option_mismatch: 403,
  rate_limit_exceeded: 429,
  internal_error: 500,
} as const;
export type TikTokCode = keyof typeof STATUS;

const MESSAGES: Partial<Record<TikTokCode, string>> = {
  access_token_invalid: "The access token is invalid or not found in the request.",
  scope_not_authorized: "The user did not authorize the scope required for completing this request.",
  rate_limit_exceeded: "The API rate limit was exceeded. Please try again later.",
  internal_error: "Something went wrong. Please try again later.",
  invalid_publish_id: "The publish_id does not exist.",
  privacy_level_option_mismatch: "The privacy_level is not among the options of creator_info.",
  spam_risk_too_many_posts: "The daily post cap from the API is reached for the current user.",
  spam_risk_too_many_pending_share: "There may be at most 5 pending shares within any 24-hour period.",
  unaudited_client_can_only_post_to_private_accounts:
    "Unaudited clients can only post to a private account. Please review our integration guidelines.",
  url_ownership_unverified: "Please review our URL ownership verification rules.",
};

export function errorAnswer(
  now: number,
  code: TikTokCode,
  message?: string,
  status: number = STATUS[code],
): Answer {
  const id = logId(now);
  return {
    status,
    headers: { "x-tt-logid": id },
    json: { data: {}, error: { code, message: message ?? MESSAGES[code] ?? code, log_id: id } },
  };
}

/** The envelope of every endpoint but OAuth. */
export function okAnswer(now: number, data: unknown): Answer {
  const id = logId(now);
  return {
    status: 200,
    headers: { "x-tt-logid": id },
    json: { data, error: { code: "ok", message: "", log_id: id } },
  };
}

export type OAuthCode =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "unsupported_grant_type"
  | "server_error"
  | "temporarily_unavailable";

/** OAuth endpoints answer with a flat, textual `error`. */
export const oauthAnswer = (now: number, status: number, code: OAuthCode, description: string): Answer => ({
  status,
  headers: { "cache-control": "no-store" },
  json: { error: code, error_description: description, log_id: logId(now) },
});

/** What TikTok answers for a status alone. */
export function faultAnswer(now: number, operation: string, status: number): Answer {
  if (operation === "exchange" || operation === "refresh" || operation === "revoke") {
    if (status >= 500)
      return oauthAnswer(now, status, "server_error", "Something went wrong. Please try again later.");
    if (status === 429) return oauthAnswer(now, status, "temporarily_unavailable", "Too many requests.");
    return oauthAnswer(
      now,
      status,
      status === 401 ? "invalid_client" : "invalid_request",
      "The request is invalid.",
    );
  }
  if (operation === "upload_chunk") return { status, text: "" };
  if (status === 429) return errorAnswer(now, "rate_limit_exceeded", undefined, status);
  if (status === 401) return errorAnswer(now, "access_token_invalid", undefined, status);
  if (status === 403) return errorAnswer(now, "spam_risk_too_many_posts", undefined, status);
  return errorAnswer(now, status >= 500 ? "internal_error" : "invalid_params", undefined, status);
}

export const refuse = (now: number, code: TikTokCode, message?: string): Refusal =>
  new Refusal(errorAnswer(now, code, message));
