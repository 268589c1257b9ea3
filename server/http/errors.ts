import { z } from "zod";
import {
  type AppError,
  type ErrorCode,
  ExternalServiceError,
  httpStatusOf,
  toAppError,
} from "#server/core/errors.ts";

/** The body of every error this house answers with. Stable: codes are part of the API. */
interface ErrorBody {
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

/**
 * Anything thrown, as the Response a client may see: `{ error: { code, message, params } }` with the code's status.
 * What is our fault says INTERNAL_ERROR and nothing more. A thrown Response passes through.
 */
export function errorResponse(error: unknown, headers: HeadersInit = {}): Response {
  if (error instanceof Response) return error;
  if (error instanceof z.ZodError) return validationResponse(error, headers);
  const app = toAppError(error);
  const code = publicCode(app);
  const status = httpStatusOf(code);
  const body: ErrorBody =
    status === 500
      ? { error: { code: "INTERNAL_ERROR", message: "INTERNAL_ERROR", params: {} } }
      : { error: { code, message: app.userMessage, params: app.params } };
  return jsonError(status, body, { ...Object.fromEntries(new Headers(headers)), ...adviceOf(app, code) });
}

function validationResponse(error: z.ZodError, headers: HeadersInit): Response {
  const fields = z.flattenError(error).fieldErrors as Record<string, string[] | undefined>;
  const code = "VALIDATION_ERROR";
  return jsonError(422, { error: { code, message: code, params: {}, fields } }, headers);
}

function publicCode(error: AppError): ErrorCode {
  const fromProvider = error instanceof ExternalServiceError || error.service !== undefined;
  return fromProvider && ABOUT_OUR_CALL.includes(error.code) ? "UPSTREAM_ERROR" : error.code;
}

function adviceOf(error: AppError, code: ErrorCode): Record<string, string> {
  const { allow } = error.params;
  return {
    ...(error.retryAfterMs === undefined
      ? {}
      : { "retry-after": String(Math.ceil(error.retryAfterMs / 1000)) }),
    ...(code === "METHOD_NOT_ALLOWED" && allow !== undefined ? { allow: String(allow) } : {}),
  };
}

function jsonError(status: number, body: ErrorBody, headers: HeadersInit): Response {
  const all = new Headers(headers);
  all.set("cache-control", "no-store");
  return Response.json(body, { status, headers: all });
}
