import { type Answer, Refusal } from "../core/operation.ts";

/**
 * A refusal as X writes it: a problem of RFC 9457 whose `type` is often `about:blank`.
 * https://docs.x.com/x-api/fundamentals/response-codes-and-errors
 */
export interface Problem {
  status: number;
  title: string;
  detail: string;
  /** Name under `https://api.x.com/2/problems/`; `about:blank` without it. */
  type?: string;
  /** Further members: `errors`, `reason`, `period`. */
  more?: Record<string, unknown>;
}

const PROBLEM = "application/problem+json";

export function problemAnswer({ status, title, detail, type, more }: Problem): Answer {
  return {
    status,
    headers: { "content-type": PROBLEM },
    json: type
      ? { ...more, title, detail, type: `https://api.x.com/2/problems/${type}` }
      : { ...more, title, type: "about:blank", status, detail },
  };
}

const refusal = (problem: Problem): Refusal => new Refusal(problemAnswer(problem));

export const unauthorized = (): Refusal =>
  refusal({ status: 401, title: "Unauthorized", detail: "Unauthorized" });

/** Also what a token without the scope gets; nothing says which one is missing. */
export const forbidden = (detail = "Forbidden"): Refusal =>
  refusal({ status: 403, title: "Forbidden", detail });

/** The parameter at fault, and what is wrong with it. */
export const invalidRequest = (parameter: string, value: unknown, message: string): Refusal =>
  refusal({
    status: 400,
    title: "Invalid Request",
    detail: "One or more parameters to your request was invalid.",
    type: "invalid-request",
    more: { errors: [{ parameters: { [parameter]: [String(value)] }, message }] },
  });

export const notFound = (kind: string, id: string): Refusal =>
  refusal({
    status: 404,
    title: "Not Found Error",
    detail: `Could not find ${kind} with id: [${id}].`,
    type: "resource-not-found",
    more: { parameter: "id", resource_id: id, resource_type: kind, value: id },
  });

export const tooManyRequests = (): Refusal =>
  refusal({ status: 429, title: "Too Many Requests", detail: "Too Many Requests" });

/** Flat errors of the token endpoint. */
export const oauthAnswer = (status: number, error: string, description: string): Answer => ({
  status,
  headers: { "cache-control": "no-store" },
  json: { error, error_description: description },
});

const OAUTH = ["exchange", "refresh", "revoke"];
const STATUS_TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  402: "CreditsDepleted",
  403: "Forbidden",
  404: "Not Found",
  413: "Payload Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** What X answers for a status alone. */
export function faultAnswer(operation: string, status: number): Answer {
  if (OAUTH.includes(operation) && status < 500)
    return status === 401
      ? oauthAnswer(status, "unauthorized_client", "Missing valid authorization header")
      : oauthAnswer(status, "invalid_request", "Value passed for the token was invalid.");
  const title = STATUS_TITLES[status] ?? "Error";
  return problemAnswer({ status, title, detail: title });
}
