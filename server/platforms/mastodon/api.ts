import { AppError, ExternalServiceError } from "#server/core/errors.ts";
import type { HttpRequest, HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import { mastodonErrorRow } from "./errors.ts";

const CALL_DEADLINE_MS = 30_000;

type CallOptions = Pick<HttpRequest, "method" | "headers" | "body" | "deadlineMs" | "idempotent"> & {
  session?: Pick<PlatformSession, "accessToken">;
  irreversible?: boolean;
};

export interface Answered {
  status: number;
  body: unknown;
}

export interface MastodonApi {
  /** Calls a path of the server; resolves to what it answered with 2xx. Throws the table's error for everything else. */
  call(operation: string, path: string, options?: CallOptions): Promise<Answered>;
}

/** https://docs.joinmastodon.org/client/intro/: JSON answers, a bearer token, errors as `{ error }`. */
export function createMastodonApi(deps: PlatformDeps): MastodonApi {
  return {
    async call(operation, path, { session, irreversible = false, headers, ...options } = {}) {
      const response = await deps.http.fetch({
        service: "mastodon",
        operation,
        url: `${deps.urls.server}${path}`,
        deadlineMs: CALL_DEADLINE_MS,
        ...options,
        headers: {
          accept: "application/json",
          ...(session ? { authorization: `Bearer ${session.accessToken}` } : {}),
          ...headers,
        },
        accept: (status) => (status >= 200 && status < 300) || (status >= 400 && status < 500),
      });
      if (response.status >= 300) throw refusal(deps, operation, response, irreversible);
      return { status: response.status, body: response.json<unknown>() };
    },
  };
}

function refusal(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  irreversible: boolean,
): AppError {
  const { status } = response;
  const error = errorOf(response);
  if (error === undefined) return notTheirs(operation, status, irreversible);
  const row = mastodonErrorRow(status, error);
  deps.log.warn("mastodon refused", { operation, status, providerCode: row.code });
  const wait = untilReset(response.headers, deps.clock.now());
  return providerError(row, {
    service: "mastodon",
    operation,
    status,
    irreversible,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function errorOf(response: HttpResponse): string | undefined {
  try {
    const { error } = response.json<{ error?: unknown }>() ?? {};
    return typeof error === "string" ? error : undefined;
  } catch {
    return undefined;
  }
}

/** An answer without Mastodon's error body: something in between spoke, so it proves nothing about Mastodon. */
const notTheirs = (operation: string, status: number, irreversible: boolean): ExternalServiceError =>
  new ExternalServiceError(
    "UPSTREAM_ERROR",
    `mastodon ${operation}: answered ${status} without its error body`,
    {
      service: "mastodon",
      status,
      retryable: true,
      ambiguous: irreversible,
      userMessage: "MASTODON_TROUBLE",
    },
  );

/** `X-RateLimit-Reset` is a moment in ISO 8601, not a number. https://docs.joinmastodon.org/api/rate-limits/ */
function untilReset(headers: Headers, now: Date): number | undefined {
  if (headers.get("x-ratelimit-remaining") !== "0") return undefined;
  const reset = Date.parse(headers.get("x-ratelimit-reset") ?? "");
  return Number.isNaN(reset) ? undefined : Math.max(0, reset - now.getTime());
}

export function clientOf(deps: PlatformDeps): { clientId: string; clientSecret: string } {
  const client = deps.clients.oauth2;
  if (client) return client;
  throw new AppError("CONFIG_MISSING", "no client for mastodon oauth2", { service: "mastodon" });
}
