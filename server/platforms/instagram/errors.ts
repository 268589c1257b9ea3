import type { ErrorCode } from "#server/core/errors.ts";
import type { MetaErrorBody } from "../meta-graph.ts";
import type { ProviderErrorRow } from "../provider-error.ts";

/**
 * What the Graph API refuses with. `code/subcode`, else the code alone.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
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
const throttled = (code: string) =>
  row(code, "RATE_LIMITED", true, "INSTAGRAM_THROTTLED", { waitMs: 60_000 });
const onTheirSide = (code: string) =>
  row(code, "UPSTREAM_ERROR", true, "INSTAGRAM_TROUBLE", { inconclusive: true });

const HOUR_MS = 3_600_000;

export const instagramErrors: readonly ProviderErrorRow[] = [
  // The grant is gone.
  lostGrant("190/458", "revoked_at_platform"),
  lostGrant("190/459", "checkpoint"),
  lostGrant("190/460", "password_changed"),
  lostGrant("190/463", "token_expired"),
  lostGrant("190/464", "checkpoint"),
  lostGrant("190/467", "token_invalid"),
  lostGrant("190/492", "role_lost"),
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
  onTheirSide("-1/2207032"),
  onTheirSide("-1/2207053"),

  // Too much, too quickly.
  throttled("4"),
  throttled("17"),
  throttled("32"),
  throttled("341"),
  throttled("613"),
  throttled("80001"),
  throttled("80002"),
  throttled("80006"),
  row("9/2207042", "QUOTA_EXHAUSTED", true, "INSTAGRAM_DAILY_LIMIT", { waitMs: HOUR_MS }),

  // Policy.
  row("368", "CONTENT_REJECTED", false, "INSTAGRAM_BLOCKED"),
  row("4/2207051", "CONTENT_REJECTED", false, "INSTAGRAM_BLOCKED"),
  row("25/2207050", "FORBIDDEN", false, "INSTAGRAM_ACCOUNT_RESTRICTED"),
  row("506", "DUPLICATE_CONTENT", false, "DUPLICATE_CONTENT"),

  // The container.
  row("9007/2207027", "UNAVAILABLE", true, "INSTAGRAM_NOT_READY"),
  row("24/2207008", "UNAVAILABLE", true, "INSTAGRAM_CONTAINER_GONE"),
  row("24/2207006", "NOT_FOUND", false, "INSTAGRAM_CONTAINER_GONE"),
  row("-2/2207020", "UNAVAILABLE", true, "INSTAGRAM_CONTAINER_GONE"),

  // The media.
  row("-2/2207003", "UPSTREAM_ERROR", true, "INSTAGRAM_MEDIA_FETCH"),
  row("9004/2207052", "UPSTREAM_ERROR", true, "INSTAGRAM_MEDIA_FETCH"),
  row("352/2207026", "MEDIA_REJECTED", false, "INSTAGRAM_VIDEO_FORMAT"),
  row("352/2207076", "MEDIA_REJECTED", false, "INSTAGRAM_VIDEO_FORMAT"),
  row("352/2207077", "MEDIA_REJECTED", false, "INSTAGRAM_VIDEO_FORMAT"),
  row("352/2207082", "UPSTREAM_ERROR", true, "INSTAGRAM_MEDIA_FETCH"),
  row("36000/2207004", "MEDIA_REJECTED", false, "INSTAGRAM_IMAGE_TOO_LARGE"),
  row("36001/2207005", "MEDIA_REJECTED", false, "INSTAGRAM_IMAGE_FORMAT"),
  row("36003/2207009", "MEDIA_REJECTED", false, "INSTAGRAM_ASPECT_RATIO"),

  // The words and choices.
  row("36004/2207010", "CONTENT_REJECTED", false, "INSTAGRAM_CAPTION_TOO_LONG"),
  row("1/2207057", "CONTENT_REJECTED", false, "INSTAGRAM_COVER_OFFSET"),
  row("100/2207023", "CONTENT_REJECTED", false, "INSTAGRAM_MEDIA_TYPE"),
  row("100/2207028", "CONTENT_REJECTED", false, "INSTAGRAM_CAROUSEL_COUNT"),
  row("100/2207035", "CONTENT_REJECTED", false, "INSTAGRAM_TAGS"),
  row("100/2207036", "CONTENT_REJECTED", false, "INSTAGRAM_TAGS"),
  row("100/2207037", "CONTENT_REJECTED", false, "INSTAGRAM_TAGS"),
  row("100/2207040", "CONTENT_REJECTED", false, "INSTAGRAM_TAGS"),
  row("2207081", "CONTENT_REJECTED", false, "INSTAGRAM_TRIAL_REEL"),

  // The request.
  row("100/33", "NOT_FOUND", false, "INSTAGRAM_OBJECT_MISSING"),
  row("100", "CONTENT_REJECTED", false, "INSTAGRAM_REFUSED"),
  row("803", "NOT_FOUND", false, "INSTAGRAM_OBJECT_MISSING"),
  row("104", "CONFIG_INVALID", false, "INSTAGRAM_REFUSED"),
  row("2500", "INVALID_RESPONSE", false, "INSTAGRAM_REFUSED"),
];

/** A code nobody has written down yet: what `is_transient` says decides. */
const unknown = (code: string, transient: boolean): ProviderErrorRow =>
  transient ? onTheirSide(code) : row(code, "UPSTREAM_ERROR", false, "INSTAGRAM_REFUSED");

const byCode = new Map(instagramErrors.map((entry) => [entry.code, entry]));
/** Subcodes from 2207001 on are unique: a container's status text names them without the code. */
const bySubcode = new Map(
  instagramErrors.flatMap((entry) => {
    const subcode = /(22070\d\d)$/.exec(entry.code)?.[1];
    return subcode ? [[subcode, entry] as const] : [];
  }),
);

/** The table's line for a Graph error, the most specific first; the code as received is kept. */
export function graphErrorRow(error: MetaErrorBody): ProviderErrorRow {
  const code = String(error.code ?? "unknown");
  const subcode = error.error_subcode === undefined ? undefined : String(error.error_subcode);
  const received = subcode ? `${code}/${subcode}` : code;
  const found =
    byCode.get(received) ??
    (subcode ? bySubcode.get(subcode) : undefined) ??
    byCode.get(code) ??
    (/^2\d\d$/.test(code) ? byCode.get("200") : undefined) ??
    unknown(received, error.is_transient === true);
  const transient = error.is_transient === true ? { retryable: true, inconclusive: true as const } : {};
  return { ...found, ...transient, code: received };
}

/** A container that ended in ERROR says why in prose: "Media upload has failed with error code 2207026". */
export function containerErrorRow(status: string): ProviderErrorRow {
  const subcode = /\b(22070\d\d)\b/.exec(status)?.[1];
  return (
    (subcode ? bySubcode.get(subcode) : undefined) ??
    row(subcode ?? "container_error", "MEDIA_REJECTED", false, "INSTAGRAM_PROCESSING_FAILED")
  );
}
