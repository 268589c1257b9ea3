import { retryAfterMs } from "#server/core/backoff.ts";
import { type AppError, ExternalServiceError } from "#server/core/errors.ts";
import type { Clock, HttpRequest, HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { type ProviderErrorRow, providerError } from "../provider-error.ts";
import { oauthErrorRow, redditErrorRow } from "./errors.ts";

const CALL_DEADLINE_MS = 30_000;
/** Reddit refuses agents that do not name themselves: `<platform>:<app id>:<version> (by /u/<name>)`. */
const USER_AGENT = "web:huntaze:1.0 (by /u/huntaze)";

type Token = Pick<PlatformSession, "accessToken">;

export interface CallOptions {
  /** A form, with `api_type=json` added: without it Reddit answers in jQuery calls. */
  form?: Record<string, string>;
  json?: unknown;
  irreversible?: boolean;
  /** A POST that may be repeated. */
  idempotent?: boolean;
}

export interface RedditApi {
  /** Calls oauth.reddit.com with the session's token; a GET unless there is a form or JSON. Throws the table's error. */
  call(operation: string, session: Token, path: string, options?: CallOptions): Promise<unknown>;
  /** Posts a form to www.reddit.com as the client; resolves to the body (undefined when empty). */
  oauth(operation: string, path: string, form: Record<string, string>, options: OAuthCall): Promise<unknown>;
}

export interface OAuthCall {
  client: { clientId: string; clientSecret: string };
  deadlineMs?: number;
}

/**
 * Reddit's answers: errors as triples under HTTP 200, as `{ message, error, reason }` with a status, and on the token
 * endpoints as a flat `error` that may come with 200 too. https://www.reddit.com/dev/api
 */
export function createRedditApi(deps: PlatformDeps): RedditApi {
  const budget = createBudget(deps.clock);
  const agent = { "user-agent": deps.settings?.userAgent ?? USER_AGENT };
  return {
    async call(operation, session, path, options = {}) {
      budget.check(operation, session.accessToken);
      const response = await deps.http.fetch({
        service: "reddit",
        operation,
        url: `${deps.urls.api}${path}`,
        deadlineMs: CALL_DEADLINE_MS,
        accept: isAnswer,
        ...bodyOf(options, { ...agent, authorization: `Bearer ${session.accessToken}` }),
      });
      budget.learn(session.accessToken, response.headers);
      return readAnswerOf(deps, operation, response, options.irreversible === true);
    },
    async oauth(operation, path, form, { client, deadlineMs = CALL_DEADLINE_MS }) {
      const response = await deps.http.fetch({
        service: "reddit",
        operation,
        method: "POST",
        url: `${deps.urls.www}${path}`,
        headers: { ...agent, authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` },
        body: new URLSearchParams(form),
        deadlineMs,
        accept: isAnswer,
      });
      return readFlat(deps, operation, response);
    },
  };
}

const isAnswer = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500);

type Wire = Pick<HttpRequest, "method" | "headers" | "body" | "idempotent">;

function bodyOf({ form, json, idempotent }: CallOptions, headers: Record<string, string>): Wire {
  const again = idempotent ? { idempotent } : {};
  if (json !== undefined)
    return {
      method: "POST",
      headers: { ...headers, "content-type": "application/json; charset=UTF-8" },
      body: JSON.stringify(json),
      ...again,
    };
  if (!form) return { method: "GET", headers };
  return { method: "POST", headers, body: new URLSearchParams({ api_type: "json", ...form }), ...again };
}

// Rate limits -----------------------------------------------------------------------------------------------------

const EXHAUSTED_BELOW = 1;

/**
 * Reddit counts calls over ten minutes and says with every answer what is left (`x-ratelimit-remaining: 591.0`). Once
 * nothing is, no call leaves until the window is over: each would be refused and counted.
 */
function createBudget(clock: Clock) {
  const spentUntil = new Map<string, number>();
  const now = () => clock.now().getTime();
  return {
    check(operation: string, token: string): void {
      const wait = (spentUntil.get(token) ?? 0) - now();
      if (wait <= 0) return;
      throw new ExternalServiceError("RATE_LIMITED", `reddit ${operation}: nothing left of this window`, {
        service: "reddit",
        retryable: true,
        retryAfterMs: wait,
      });
    },
    learn(token: string, headers: Headers): void {
      for (const [known, until] of spentUntil) if (until <= now()) spentUntil.delete(known);
      const wait = windowMs(headers);
      const remaining = Number(headers.get("x-ratelimit-remaining") ?? EXHAUSTED_BELOW);
      if (remaining < EXHAUSTED_BELOW && wait) spentUntil.set(token, now() + wait);
    },
  };
}

/** Seconds until the window starts anew, as ms. */
function windowMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

// Answers ---------------------------------------------------------------------------------------------------------

type Triple = readonly [code: string, text?: string | null, field?: string | null];

interface Body {
  message?: unknown;
  reason?: unknown;
  error_type?: unknown;
  error?: unknown;
  json?: { errors?: Triple[] | null; ratelimit?: number };
}

interface Refused {
  code: string;
  waitMs?: number | undefined;
}

function readAnswerOf(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  irreversible: boolean,
): unknown {
  const body = response.status < 300 ? response.json<Body | null>() : tryJson(response);
  const refused = response.status < 300 ? triplesOf(body) : statusOf(response, body);
  if (refused) throw refusal(deps, operation, response, redditErrorRow(refused.code), irreversible, refused);
  if (response.status < 300) return body;
  throw notTheirs(operation, response.status);
}

/** Of several errors the one that waiting does not cure. */
function triplesOf(body: Body | null | undefined): Refused | undefined {
  const errors = Array.isArray(body?.json?.errors) ? body.json.errors : [];
  const [first] = errors;
  if (!first) return undefined;
  const worst = errors.find(([code]) => !redditErrorRow(String(code)).retryable) ?? first;
  return { code: String(worst[0]), waitMs: waitOf(worst, body?.json?.ratelimit) };
}

const UNIT_MS: Record<string, number> = { millisecond: 1, second: 1_000, minute: 60_000, hour: 3_600_000 };

/** `try again in 9 minutes`, or the seconds beside the errors where Reddit gives them. */
function waitOf([code, text]: Triple, seconds: number | undefined): number | undefined {
  if (code !== "RATELIMIT") return undefined;
  if (typeof seconds === "number" && seconds >= 0) return seconds * 1000;
  const [, amount = "", unit = ""] =
    /(\d+) (millisecond|second|minute|hour)/i.exec(typeof text === "string" ? text : "") ?? [];
  // "9 minutes" is rounded down: a minute more is certain.
  return amount === "" ? undefined : (Number(amount) + 1) * (UNIT_MS[unit.toLowerCase()] ?? 60_000);
}

function statusOf({ status, headers }: HttpResponse, body: Body | null | undefined): Refused | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if (/insufficient_scope/.test(headers.get("www-authenticate") ?? ""))
    return { code: `${status}/insufficient_scope` };
  const triples = triplesOf(body);
  if (triples) return triples;
  if (typeof body.reason === "string" && body.reason !== "")
    return {
      code: body.error_type === "SUBMIT_VALIDATION_ERROR" ? body.reason : `${status}/${body.reason}`,
    };
  return typeof body.message === "string" || body.error === status
    ? { code: String(status), waitMs: status === 429 ? windowMs(headers) : undefined }
    : undefined;
}

function readFlat(deps: PlatformDeps, operation: string, response: HttpResponse): unknown {
  if (response.bytes.length === 0 && response.status < 300) return undefined;
  const body = response.status < 300 ? response.json<Body | null>() : tryJson(response);
  const named = typeof body?.error === "string" ? body.error : undefined;
  const bare = response.status >= 400 && body ? String(response.status) : undefined;
  const code = named ?? bare;
  if (code) throw refusal(deps, operation, response, oauthErrorRow(code), false, { code });
  if (response.status >= 400) throw notTheirs(operation, response.status);
  return body;
}

/** Pages of the edge ("whoa there, pardner!") are HTML. */
function tryJson(response: HttpResponse): Body | undefined {
  try {
    return response.json<Body>();
  } catch {
    return undefined;
  }
}

function refusal(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  row: ProviderErrorRow,
  irreversible: boolean,
  { waitMs }: Refused,
): AppError {
  const { status } = response;
  deps.log.warn("reddit refused", { operation, status, providerCode: row.code });
  const wait = waitMs ?? retryAfterMs(response.headers.get("retry-after"), deps.clock.now());
  return providerError(row, {
    service: "reddit",
    operation,
    status,
    irreversible,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** An answer without Reddit's words: something in between spoke, so it proves nothing about Reddit. */
const notTheirs = (operation: string, status: number): ExternalServiceError =>
  new ExternalServiceError(
    status === 429 ? "RATE_LIMITED" : "UPSTREAM_ERROR",
    `reddit ${operation}: answered ${status} without a word of Reddit's`,
    { service: "reddit", status, retryable: true, userMessage: "REDDIT_TROUBLE" },
  );
