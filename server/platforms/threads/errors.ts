import type { ErrorCode } from "#server/core/errors.ts";
import type { MetaErrorBody } from "../meta-graph.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

/**
 * What Threads refuses with: `code/subcode`, else the code alone; for code 100, which says everything, the name Meta puts
 * into its words; for containers that ended in ERROR their `error_message`.
 * https://developers.facebook.com/documentation/threads/troubleshooting
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
const row = (
  code: string,
  is: ErrorCode,
  retryable: boolean,
  message: string,
  more: Partial<Pick<ProviderErrorRow, "reason" | "inconclusive" | "waitMs">> = {},
): ProviderErrorRow => ({ code, is, retryable, message, ...more });

const lostGrant = (code: string, reason: string) =>
  row(code, "NEEDS_RECONNECT", false, "NEEDS_RECONNECT", { reason });
const throttled = (code: string) => row(code, "RATE_LIMITED", true, "THREADS_THROTTLED", { waitMs: 60_000 });
const onTheirSide = (code: string) =>
  row(code, "UPSTREAM_ERROR", true, "THREADS_TROUBLE", { inconclusive: true });
const rejectedMedia = (code: string, message: string) => row(code, "MEDIA_REJECTED", false, message);

const HOUR_MS = 3_600_000;
export const LINK_LIMIT = "THREADS_API__LINK_LIMIT_EXCEEDED";
export const TEXT_LIMIT = "100:text_too_long";
export const NOT_FETCHABLE = "100:media_not_fetched";
export const TOPIC_TAG = "100:topic_tag";
/** Publishing before Threads knows the container, or after it forgot it; also said of one that FINISHED a moment ago. */
export const CONTAINER_UNKNOWN = "24/4279009";
export const CONTAINER_EXPIRED = "-2/2207020";

export const threadsErrors: readonly ProviderErrorRow[] = [
  // The grant is gone.
  lostGrant("190/458", "revoked_at_platform"),
  lostGrant("190/459", "threads_checkpoint"),
  lostGrant("190/460", "password_changed"),
  lostGrant("190/463", "token_expired"),
  lostGrant("190/464", "threads_checkpoint"),
  lostGrant("190/467", "token_invalid"),
  lostGrant("190", "token_invalid"),
  lostGrant("102", "token_invalid"),

  // The grant is there, a permission is not. 200 to 299 all mean that.
  row("3", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),
  row("10", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),
  row("200", "PERMISSION_MISSING", false, "PERMISSION_MISSING"),

  // Their side.
  onTheirSide("1"),
  onTheirSide("2"),
  onTheirSide("-1"),
  onTheirSide("-1/2207001"),

  // Too much, too quickly.
  throttled("4"),
  throttled("17"),
  throttled("32"),
  throttled("341"),
  throttled("613"),
  row("9/2207042", "QUOTA_EXHAUSTED", true, "THREADS_DAILY_LIMIT", { waitMs: HOUR_MS }),

  // Policy.
  row("368", "CONTENT_REJECTED", false, "THREADS_BLOCKED"),
  row("4/2207051", "CONTENT_REJECTED", false, "THREADS_BLOCKED"),
  row("25/2207050", "FORBIDDEN", false, "THREADS_ACCOUNT_RESTRICTED"),
  row("24/4279013", "FORBIDDEN", false, "THREADS_ACCOUNT_RESTRICTED"),
  row("506", "DUPLICATE_CONTENT", false, "DUPLICATE_CONTENT"),

  // The container.
  row(CONTAINER_UNKNOWN, "UNAVAILABLE", true, "THREADS_CONTAINER_GONE"),
  row(CONTAINER_EXPIRED, "UNAVAILABLE", true, "THREADS_CONTAINER_GONE"),

  // The media, when it is handed in.
  row("-2/2207003", "UPSTREAM_ERROR", true, "THREADS_MEDIA_FETCH"),
  row("9004/2207052", "UPSTREAM_ERROR", true, "THREADS_MEDIA_FETCH"),
  row(NOT_FETCHABLE, "UPSTREAM_ERROR", true, "THREADS_MEDIA_FETCH"),
  rejectedMedia("352/2207026", "THREADS_VIDEO_FORMAT"),
  rejectedMedia("36000/2207004", "THREADS_IMAGE_TOO_LARGE"),
  rejectedMedia("36001/2207005", "THREADS_IMAGE_FORMAT"),
  rejectedMedia("36003/2207009", "THREADS_ASPECT_RATIO"),

  // The media, once Threads worked on it.
  row("FAILED_DOWNLOADING_VIDEO", "UPSTREAM_ERROR", true, "THREADS_MEDIA_FETCH"),
  row("FAILED_PROCESSING_AUDIO", "UPSTREAM_ERROR", true, "THREADS_PROCESSING_FAILED"),
  row("FAILED_PROCESSING_VIDEO", "UPSTREAM_ERROR", true, "THREADS_PROCESSING_FAILED"),
  row("UNKNOWN", "UPSTREAM_ERROR", true, "THREADS_PROCESSING_FAILED"),
  // Misspelled by Threads.
  rejectedMedia("INVALID_ASPEC_RATIO", "THREADS_ASPECT_RATIO"),
  rejectedMedia("INVALID_BIT_RATE", "THREADS_VIDEO_FORMAT"),
  rejectedMedia("INVALID_DURATION", "THREADS_VIDEO_DURATION"),
  rejectedMedia("INVALID_FRAME_RATE", "THREADS_VIDEO_FORMAT"),
  rejectedMedia("INVALID_AUDIO_CHANNELS", "THREADS_VIDEO_AUDIO"),
  rejectedMedia("INVALID_AUDIO_CHANNEL_LAYOUT", "THREADS_VIDEO_AUDIO"),

  // The words and choices.
  row(LINK_LIMIT, "CONTENT_REJECTED", false, "THREADS_LINK_LIMIT"),
  row(TEXT_LIMIT, "CONTENT_REJECTED", false, "THREADS_TEXT_TOO_LONG"),
  row(TOPIC_TAG, "CONTENT_REJECTED", false, "THREADS_TOPIC_TAG"),

  // The request.
  row("100/33", "NOT_FOUND", false, "THREADS_OBJECT_MISSING"),
  row("100", "CONTENT_REJECTED", false, "THREADS_REFUSED"),
  row("803", "NOT_FOUND", false, "THREADS_OBJECT_MISSING"),
  row("104", "CONFIG_INVALID", false, "THREADS_REFUSED"),
  row("2500", "INVALID_RESPONSE", false, "THREADS_REFUSED"),
];

/** What a 100 is about stands in its words alone. */
const IN_WORDS: readonly [words: RegExp, code: string][] = [
  [/THREADS_API__LINK_LIMIT_EXCEEDED/, LINK_LIMIT],
  [/text must be at most/i, TEXT_LIMIT],
  [/could not be fetched from this uri/i, NOT_FETCHABLE],
  [/topic.?tag/i, TOPIC_TAG],
];

const byCode = new Map(threadsErrors.map((entry) => [entry.code, entry]));
/** Subcodes from 2207001 and 4279000 on are unique; Threads pairs them with more than one code. */
const bySubcode = new Map(
  threadsErrors.flatMap((entry) => {
    const subcode = /\/(22070\d\d|42790\d\d)$/.exec(entry.code)?.[1];
    return subcode ? [[subcode, entry] as const] : [];
  }),
);

/** A code nobody has written down yet: what `is_transient` says decides. */
const unknown = (code: string, transient: boolean): ProviderErrorRow =>
  transient ? onTheirSide(code) : row(code, "UPSTREAM_ERROR", false, "THREADS_REFUSED");

/** The table's line for an error of Threads, the most specific first; the code as received is kept. */
export function threadsErrorRow(error: MetaErrorBody): ProviderErrorRow {
  const code = String(error.code ?? "unknown");
  const subcode = error.error_subcode === undefined ? undefined : String(error.error_subcode);
  const received = subcode ? `${code}/${subcode}` : code;
  const found =
    (subcode ? (byCode.get(received) ?? bySubcode.get(subcode)) : byWords(error)) ??
    byCode.get(code) ??
    (/^2\d\d$/.test(code) ? byCode.get("200") : undefined) ??
    unknown(received, error.is_transient === true);
  const transient = error.is_transient === true ? { retryable: true, inconclusive: true as const } : {};
  return { ...found, ...transient, code: received };
}

function byWords({ message, error_user_title, error_user_msg }: MetaErrorBody): ProviderErrorRow | undefined {
  const words = [message, error_user_title, error_user_msg].join(" ");
  return byCode.get(IN_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? "");
}

/** A container that ended in ERROR says why with a name. */
export const containerErrorRow = (name: string): ProviderErrorRow =>
  byCode.get(name) ?? row(name || "UNKNOWN", "UPSTREAM_ERROR", true, "THREADS_PROCESSING_FAILED");
