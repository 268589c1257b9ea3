import { z } from "zod";
import { jsonError, errorResponse as plainErrorResponse } from "#server/core/error-response.ts";

/**
 * Anything thrown on the way to an answer, as the Response a client may see: a thrown Response passes through, a refused
 * schema says which fields, everything else is `server/core/error-response.ts`.
 */
export function errorResponse(error: unknown, headers: HeadersInit = {}): Response {
  if (error instanceof Response) return error;
  const given = Object.fromEntries(new Headers(headers));
  return error instanceof z.ZodError ? validationResponse(error, given) : plainErrorResponse(error, given);
}

function validationResponse(error: z.ZodError, headers: Record<string, string>): Response {
  const fields = z.flattenError(error).fieldErrors as Record<string, string[] | undefined>;
  const code = "VALIDATION_ERROR";
  return jsonError(422, { error: { code, message: code, params: {}, fields } }, headers);
}
