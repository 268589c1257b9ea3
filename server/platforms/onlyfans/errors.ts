import type { ErrorCode } from "#server/core/errors.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

/**
 * What the partner API refuses with. Its bodies are not fully published: `{ message }`, `{ error }` or `{ code }`, so a
 * refusal is named by its own code where it has one of these, and by its HTTP status otherwise.
 * https://docs.onlyfansapi.com/introduction/essentials/response-structure
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
const ended = { reason: "onlyfans_session_ended" };

export const onlyfansErrors: readonly ProviderErrorRow[] = [
  // The key and the account behind it.
  row("unauthenticated", "NEEDS_RECONNECT", false, "ONLYFANS_KEY_REFUSED", {
    reason: "onlyfans_key_refused",
  }),
  row("account_not_found", "NEEDS_RECONNECT", false, "ONLYFANS_ACCOUNT_UNKNOWN", {
    reason: "onlyfans_account_gone",
  }),
  row("account_disconnected", "NEEDS_RECONNECT", false, "ONLYFANS_SESSION_ENDED", ended),
  row("session_expired", "NEEDS_RECONNECT", false, "ONLYFANS_SESSION_ENDED", ended),
  row("not_authenticated", "NEEDS_RECONNECT", false, "ONLYFANS_SESSION_ENDED", ended),
  row("out_of_credits", "QUOTA_EXHAUSTED", true, "ONLYFANS_NO_CREDITS", { waitMs: HOUR_MS }),
  row("forbidden", "PERMISSION_MISSING", false, "ONLYFANS_PLAN"),

  // The request.
  row("bad_request", "CONTENT_REJECTED", false, "ONLYFANS_REFUSED"),
  row("not_found", "NOT_FOUND", false, "ONLYFANS_NOT_FOUND"),
  row("conflict", "CONFLICT", true, "ONLYFANS_TROUBLE", { inconclusive: true, waitMs: MINUTE_MS }),
  row("too_large", "MEDIA_REJECTED", false, "ONLYFANS_TOO_LARGE"),
  row("validation", "CONTENT_REJECTED", false, "ONLYFANS_REFUSED"),
  row("media_used", "MEDIA_REJECTED", false, "ONLYFANS_MEDIA_USED"),
  row("banned_words", "CONTENT_REJECTED", false, "ONLYFANS_BANNED_WORDS"),

  // Their day.
  row("timeout", "TIMEOUT", true, "ONLYFANS_TROUBLE", { inconclusive: true }),
  row("too_many_requests", "RATE_LIMITED", true, "RATE_LIMITED", { waitMs: MINUTE_MS }),
  row("server_error", "UPSTREAM_ERROR", true, "ONLYFANS_TROUBLE", { inconclusive: true }),

  // What we see ourselves before anything is sent.
  row("no_recipient", "CONTENT_REJECTED", false, "ONLYFANS_NO_RECIPIENT"),
  row("price", "CONTENT_REJECTED", false, "ONLYFANS_PRICE"),
  row("price_without_media", "CONTENT_REJECTED", false, "ONLYFANS_PRICE_WITHOUT_MEDIA"),
  row("too_old_to_delete", "CONFLICT", false, "ONLYFANS_TOO_OLD_TO_DELETE"),
  row("mass_message_failed", "CONTENT_REJECTED", false, "ONLYFANS_MASS_FAILED"),
];

const BY_STATUS: Record<number, string> = {
  400: "bad_request",
  401: "unauthenticated",
  402: "out_of_credits",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  409: "conflict",
  413: "too_large",
  422: "validation",
  429: "too_many_requests",
};

interface Refusal {
  message?: string;
  error?: string;
  code?: string;
  errors?: Record<string, unknown>;
}

const rowOf = (code: string): ProviderErrorRow | undefined =>
  onlyfansErrors.find((each) => each.code === code);

/** The row of a code of the table; a code nobody knows is a refusal that leads nowhere. */
export const onlyfansErrorRow = (code: string): ProviderErrorRow =>
  rowOf(code) ?? row(code, "UPSTREAM_ERROR", false, "ONLYFANS_REFUSED");

/** The row of an answer: its own code first, what its fields say next, its status last. */
export function refusalRow(status: number, { code, error, errors, message = "" }: Refusal): ProviderErrorRow {
  const named = [code, error].map((text) => text && rowOf(text)).find(Boolean);
  if (named) return named;
  if (status === 422 && /\b(already|been) used\b/i.test(textOf(errors?.mediaFiles, message)))
    return onlyfansErrorRow("media_used");
  if (status === 422 && /\b(banned|restricted) words?\b/i.test(textOf(errors?.text, message)))
    return onlyfansErrorRow("banned_words");
  return onlyfansErrorRow(BY_STATUS[status] ?? (status >= 500 ? "server_error" : "bad_request"));
}

const textOf = (...said: unknown[]): string => said.map((each) => JSON.stringify(each) ?? "").join(" ");
