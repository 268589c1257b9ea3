import { retryAfterMs } from "#server/core/backoff.ts";
import { type ErrorCode, ExternalServiceError } from "#server/core/errors.ts";
import type { HttpRequest } from "#server/core/ports.ts";
import { isIdempotent } from "./retry.ts";
import { WireError, type WireReason } from "./wire.ts";

/** `Retry-After: 99999999` is not advice. */
const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60_000;

/** The reason of an abort that the deadline caused. */
export class DeadlineReached extends Error {}

const STATUS_CODES: Record<number, ErrorCode> = {
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  408: "TIMEOUT",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  422: "VALIDATION_ERROR",
  429: "RATE_LIMITED",
};

const RETRYABLE_STATUSES = [408, 425, 429, 500, 502, 503, 504];

/** What goes wrong on the way may go right a moment later, except what the address itself forbids. */
const REASON_CODES: Record<WireReason, ErrorCode> = {
  refused: "NETWORK_ERROR",
  dns: "NETWORK_ERROR",
  tls: "NETWORK_ERROR",
  reset: "NETWORK_ERROR",
  timeout: "TIMEOUT",
  blocked: "BAD_REQUEST",
  malformed: "BAD_REQUEST",
  unsupported: "CONFIG_MISSING",
};

const nameOf = (request: HttpRequest): string => `${request.service} ${request.operation}`;

/**
 * An answer that is none of the accepted ones. A 5xx to a request that must not be repeated is ambiguous: servers and
 * the gateways before them answer so after the effect as well as before it.
 */
export function statusFailure(
  request: HttpRequest,
  status: number,
  headers: Headers,
  now: Date,
): ExternalServiceError {
  const redirected = status >= 300 && status < 400;
  const code = redirected
    ? "INVALID_RESPONSE"
    : (STATUS_CODES[status] ?? (status >= 500 ? "UPSTREAM_ERROR" : "BAD_REQUEST"));
  const wait = retryAfterMs(headers.get("retry-after"), now);
  return new ExternalServiceError(code, `${nameOf(request)} answered ${status}`, {
    service: request.service,
    status,
    retryable: RETRYABLE_STATUSES.includes(status),
    ambiguous: status >= 500 && !isIdempotent(request),
    userMessage: userMessageOf(code),
    ...(wait === undefined ? {} : { retryAfterMs: Math.min(wait, LONGEST_RETRY_AFTER_MS) }),
  });
}

/** No complete answer: the wire broke, the deadline passed, or the caller gave up. */
export function exchangeFailure(request: HttpRequest, error: unknown, sent: boolean): ExternalServiceError {
  if (error instanceof ExternalServiceError) return error;
  const ambiguous = sent && !isIdempotent(request);
  const base = { service: request.service, ambiguous, cause: error };
  if (error instanceof DeadlineReached)
    return new ExternalServiceError("TIMEOUT", `${nameOf(request)}: no answer in time`, {
      ...base,
      retryable: true,
    });
  if (request.signal?.aborted)
    return new ExternalServiceError("UNAVAILABLE", `${nameOf(request)}: given up by the caller`, {
      ...base,
      retryable: true,
    });
  const reason = error instanceof WireError ? error.reason : "reset";
  const code = REASON_CODES[reason];
  return new ExternalServiceError(code, `${nameOf(request)}: ${reason}`, {
    ...base,
    retryable: code === "NETWORK_ERROR" || code === "TIMEOUT",
    userMessage: reason === "blocked" ? "ADDRESS_NOT_ALLOWED" : code,
  });
}

/** An answer that came but cannot be used: too large, or not what it claims to be. */
export function invalidAnswer(
  request: HttpRequest,
  what: string,
  status: number,
  cause?: unknown,
): ExternalServiceError {
  return new ExternalServiceError("INVALID_RESPONSE", `${nameOf(request)}: ${what}`, {
    service: request.service,
    status,
    ambiguous: !isIdempotent(request),
    cause,
  });
}

/** Refused by ourselves before anything was sent. */
export function refusedByUs(request: HttpRequest, why: string, waitMs?: number): ExternalServiceError {
  return new ExternalServiceError("UNAVAILABLE", `${nameOf(request)}: ${why}`, {
    service: request.service,
    retryable: true,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

/** A provider's "you are not signed in" is about our token, not about the person reading the message. */
const userMessageOf = (code: ErrorCode): string =>
  code === "RATE_LIMITED" || code === "TIMEOUT" || code === "INVALID_RESPONSE" ? code : "UPSTREAM_ERROR";
