import { type AppError, type ErrorCode, httpStatusOf } from "./errors.ts";
import { toAnswerableError } from "./lost-database.ts";

/** The body of every error this house answers with. Stable: codes are part of the API. */
export interface ErrorBody {
  error: {
    code: ErrorCode;
    /** i18n key under the `errors` namespace. */
    message: string;
    params: Record<string, string | number>;
    /** What is wrong with each field, for VALIDATION_ERROR. */
    fields?: Record<string, string[] | undefined>;
  };
}

/** Codes that, coming from a provider, speak about our call to it and not about the request we are answering. */
const ABOUT_OUR_CALL: readonly ErrorCode[] = [
  "BAD_REQUEST",
  "VALIDATION_ERROR",
  "UNAUTHORIZED",
  "FORBIDDEN",
  "NOT_FOUND",
  "METHOD_NOT_ALLOWED",
  "CONFLICT",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
];

/** The code a client of ours is told: a network's 401 is not our user's sign-out. */
export const publicCode = (error: AppError): ErrorCode =>
  error.service !== undefined && ABOUT_OUR_CALL.includes(error.code) ? "UPSTREAM_ERROR" : error.code;

/**
 * Anything thrown, as an answer of our HTTP surface: `{ error: { code, message, params } }` with the code's status, where
 * `message` is an i18n key. What is our fault says INTERNAL_ERROR and nothing more. Errors that may pass by themselves
 * carry `Retry-After`.
 */
export function errorResponse(thrown: unknown, headers: Record<string, string> = {}): Response {
  const error = toAnswerableError(thrown);
  const code = publicCode(error);
  const status = httpStatusOf(code);
  const body: ErrorBody =
    status === 500
      ? { error: { code: "INTERNAL_ERROR", message: "INTERNAL_ERROR", params: {} } }
      : { error: { code, message: error.userMessage, params: error.params } };
  return jsonError(status, body, { ...adviceOf(error, code), ...headers });
}

export const jsonError = (status: number, body: ErrorBody, headers: Record<string, string>): Response =>
  Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });

const DEFAULT_RETRY_MS = 5_000;

function adviceOf(error: AppError, code: ErrorCode): Record<string, string> {
  const retryAfterMs = error.retryAfterMs ?? (error.retryable ? DEFAULT_RETRY_MS : undefined);
  const { allow } = error.params;
  return {
    ...(retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1000)) }),
    ...(code === "METHOD_NOT_ALLOWED" && allow !== undefined ? { allow: String(allow) } : {}),
  };
}
