/** Stable error codes: they are part of the API and never change their meaning. */
export const ERROR_CODES = [
  "BAD_REQUEST",
  "VALIDATION_ERROR",
  "UNAUTHORIZED",
  "FORBIDDEN",
  "NOT_FOUND",
  "METHOD_NOT_ALLOWED",
  "CONFLICT",
  "REQUEST_TIMEOUT",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "MEDIA_REJECTED",
  "RATE_LIMITED",
  "CONFIG_MISSING",
  "CONFIG_INVALID",
  "NEEDS_RECONNECT",
  "PERMISSION_MISSING",
  "CONTENT_REJECTED",
  "QUOTA_EXHAUSTED",
  "DUPLICATE_CONTENT",
  "TIMEOUT",
  "NETWORK_ERROR",
  "UPSTREAM_ERROR",
  "INVALID_RESPONSE",
  "UNAVAILABLE",
  "CRYPTO_ERROR",
  "INTERNAL_ERROR",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface AppErrorOptions {
  /** Catalog id of the external system the error came from, e.g. `instagram`. */
  service?: string;
  /** The same call may succeed later without anybody changing anything. */
  retryable?: boolean;
  /** Bytes were sent and no answer came: the effect may or may not have happened. */
  ambiguous?: boolean;
  retryAfterMs?: number;
  /** i18n key under the `errors` namespace; the only part a user ever sees. Defaults to the code. */
  userMessage?: string;
  /** Values for the message above; never secrets. */
  params?: Record<string, string | number>;
  /** HTTP status of the provider's answer, when there was one. */
  status?: number;
  /** The provider's own code, e.g. `9007/2207027` or `spam_risk_too_many_posts`. */
  providerCode?: string;
  cause?: unknown;
}

const BRAND = Symbol.for("huntaze.AppError");

/**
 * The one error class of the house. `message` is for logs; only `userMessage` reaches a user.
 * Branded by a global symbol, so a bundle and the native server recognise each other's errors.
 */
export class AppError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly service: string | undefined;
  readonly retryable: boolean;
  readonly ambiguous: boolean;
  readonly retryAfterMs: number | undefined;
  readonly userMessage: string;
  readonly params: Record<string, string | number>;
  readonly status: number | undefined;
  readonly providerCode: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.service = options.service;
    this.retryable = options.retryable ?? false;
    this.ambiguous = options.ambiguous ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.userMessage = options.userMessage ?? code;
    this.params = options.params ?? {};
    this.status = options.status;
    this.providerCode = options.providerCode;
  }
}

/** The outbound form of the seeds: an AppError that always names its service. */
export class ExternalServiceError extends AppError {
  declare readonly service: string;
  constructor(code: ErrorCode, message: string, options: AppErrorOptions & { service: string }) {
    super(code, message, options);
    this.name = "ExternalServiceError";
  }
}

export function isAppError(value: unknown): value is AppError {
  return typeof value === "object" && value !== null && BRAND in value;
}

/** Anything thrown, as an AppError; what is not ours becomes INTERNAL_ERROR with the cause kept. */
export function toAppError(value: unknown): AppError {
  if (isAppError(value)) return value;
  return new AppError("INTERNAL_ERROR", value instanceof Error ? value.message : String(value), {
    cause: value,
  });
}

const HTTP_STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  VALIDATION_ERROR: 422,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  REQUEST_TIMEOUT: 408,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  MEDIA_REJECTED: 422,
  RATE_LIMITED: 429,
  CONTENT_REJECTED: 422,
  QUOTA_EXHAUSTED: 429,
  NEEDS_RECONNECT: 409,
  PERMISSION_MISSING: 409,
  DUPLICATE_CONTENT: 409,
  CONFIG_MISSING: 503,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  NETWORK_ERROR: 502,
  UPSTREAM_ERROR: 502,
  INVALID_RESPONSE: 502,
};

/** HTTP status a code answers with on our own surface; 500 for what is our fault. */
export const httpStatusOf = (code: ErrorCode): number => HTTP_STATUS[code] ?? 500;
