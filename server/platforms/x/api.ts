import { retryAfterMs } from "#server/core/backoff.ts";
import { type AppError, ExternalServiceError } from "#server/core/errors.ts";
import type { HttpRequest, HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { type ProviderErrorRow, providerError } from "../provider-error.ts";
import { xErrorRow, xOAuthErrorRow } from "./errors.ts";
import { codeOf, type Problem, readProblem, resetAfterMs } from "./problem.ts";

const CALL_DEADLINE_MS = 30_000;

interface CallOptions {
  method?: "GET" | "POST" | "DELETE";
  json?: unknown;
  form?: FormData;
  /** A repeat has no second effect. Reads always are so. */
  repeatable?: boolean;
  irreversible?: boolean;
  deadlineMs?: number;
}

export interface XApi {
  /** Calls a path under `/2` with the session's token; resolves to the body. Throws the table's error. */
  call(
    operation: string,
    session: Pick<PlatformSession, "accessToken">,
    path: string,
    options?: CallOptions,
  ): Promise<unknown>;
  /** Posts a form to an OAuth endpoint as the app; resolves to the body. Throws the OAuth table's error. Never repeated. */
  oauth(operation: string, path: string, form: Record<string, string>, deadlineMs?: number): Promise<unknown>;
}

/** A 4xx carries the problem we decide by; a 5xx is the HTTP door's to judge. */
const isAnswer = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500);

/**
 * X's API v2: bearer tokens of people, problems as answers, limits in headers.
 * https://docs.x.com/x-api/fundamentals/response-codes-and-errors, https://docs.x.com/x-api/fundamentals/rate-limits
 */
export function createXApi(deps: PlatformDeps): XApi {
  return {
    async call(operation, session, path, options = {}) {
      const response = await deps.http.fetch(requestOf(deps, operation, session, path, options));
      return readBody(deps, operation, response, options.irreversible === true);
    },
    async oauth(operation, path, form, deadlineMs = CALL_DEADLINE_MS) {
      const response = await deps.http.fetch({
        service: "x",
        operation,
        method: "POST",
        url: `${deps.urls.api}/2/oauth2/${path}`,
        headers: { authorization: basicOf(deps) },
        body: new URLSearchParams(form),
        deadlineMs,
        accept: isAnswer,
      });
      return readOAuthBody(deps, operation, response);
    },
  };
}

function requestOf(
  deps: PlatformDeps,
  operation: string,
  session: Pick<PlatformSession, "accessToken">,
  path: string,
  { method = "GET", json, form, repeatable, deadlineMs = CALL_DEADLINE_MS }: CallOptions,
): HttpRequest {
  return {
    service: "x",
    operation,
    method,
    url: `${deps.urls.api}/2${path}`,
    headers: {
      authorization: `Bearer ${session.accessToken}`,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form ? { body: form } : {}),
    ...(repeatable ? { idempotent: true } : {}),
    deadlineMs,
    accept: isAnswer,
  };
}

/** A confidential client shows its secret in the header. https://docs.x.com/fundamentals/authentication/oauth-2-0/user-access-token */
function basicOf(deps: PlatformDeps): string {
  const { clientId, clientSecret } = clientOf(deps);
  return `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
}

export function clientOf(deps: PlatformDeps): { clientId: string; clientSecret: string } {
  const client = deps.clients.oauth2;
  if (client) return client;
  throw new ExternalServiceError("CONFIG_MISSING", "no client for x oauth2", { service: "x" });
}

function readBody(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  irreversible: boolean,
): unknown {
  if (response.status < 300) return response.bytes.length === 0 ? {} : response.json();
  const problem = problemOf(response);
  if (!problem) throw notTheirs(operation, response.status);
  const row = xErrorRow(codeOf(problem, response.status, response.headers));
  throw refusal(deps, operation, response, row, irreversible);
}

/** A full limit is told by its headers, whatever the body looks like. */
function problemOf(response: HttpResponse): Problem | undefined {
  const problem = readProblem(jsonOf(response));
  if (problem || response.status !== 429 || !response.headers.has("x-rate-limit-reset")) return problem;
  return { type: "", reason: "", sentences: "", number: undefined };
}

function jsonOf(response: HttpResponse): unknown {
  try {
    return response.json();
  } catch {
    return undefined;
  }
}

function readOAuthBody(deps: PlatformDeps, operation: string, response: HttpResponse): unknown {
  const body = jsonOf(response) as { error?: unknown; error_description?: unknown } | null | undefined;
  if (response.status < 300) return body;
  const error = typeof body?.error === "string" ? body.error : undefined;
  if (!error) throw notTheirs(operation, response.status);
  // One code for a spent token and for a request that lacks a field: the sentence tells them apart.
  const spent =
    error === "invalid_request" && /(token|code) was invalid/i.test(String(body?.error_description));
  const row = xOAuthErrorRow(spent ? "token-was-invalid" : error);
  throw refusal(deps, operation, response, row, false);
}

function refusal(
  deps: PlatformDeps,
  operation: string,
  { status, headers }: HttpResponse,
  row: ProviderErrorRow,
  irreversible: boolean,
): AppError {
  const transaction = headers.get("x-transaction-id") ?? undefined;
  deps.log.warn("x refused", { operation, status, providerCode: row.code, transaction });
  const now = deps.clock.now();
  const wait = Math.max(
    retryAfterMs(headers.get("retry-after"), now) ?? 0,
    resetAfterMs(row.code, headers, now) ?? 0,
  );
  return providerError(row, {
    service: "x",
    operation,
    status,
    irreversible,
    ...(wait > 0 ? { retryAfterMs: wait } : {}),
  });
}

/** An answer in no form of X's: something in between spoke, so it proves nothing about X. */
const notTheirs = (operation: string, status: number): ExternalServiceError =>
  new ExternalServiceError("UPSTREAM_ERROR", `x ${operation}: answered ${status} without a problem`, {
    service: "x",
    status,
    retryable: true,
    userMessage: "X_TROUBLE",
  });
