import { httpStatusOf, toAppError } from "./errors.ts";

/**
 * Anything thrown, as an answer of our HTTP surface: `{ error: { code, message, params } }` with the code's status, where
 * `message` is an i18n key. Errors that may pass by themselves carry `Retry-After`.
 */
export function errorResponse(thrown: unknown, headers: Record<string, string> = {}): Response {
  const error = toAppError(thrown);
  const { code, userMessage: message, params } = error;
  const retryAfter: Record<string, string> = error.retryable
    ? { "retry-after": String(Math.ceil((error.retryAfterMs ?? 5_000) / 1000)) }
    : {};
  return Response.json(
    { error: { code, message, params } },
    { status: httpStatusOf(code), headers: { "cache-control": "no-store", ...retryAfter, ...headers } },
  );
}
