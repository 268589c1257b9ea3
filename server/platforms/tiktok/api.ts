import { retryAfterMs } from "#server/core/backoff.ts";
import { type AppError, ExternalServiceError } from "#server/core/errors.ts";
import type { HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { type ProviderErrorRow, providerError } from "../provider-error.ts";
import { oauthErrorRow, tiktokErrorRow } from "./errors.ts";

const CALL_DEADLINE_MS = 30_000;

interface Envelope {
  data?: unknown;
  error?: { code?: string } | string;
}

interface CallOptions {
  method?: "GET" | "POST";
  body?: unknown;
  /** A POST that only reads may be repeated. */
  reads?: boolean;
  irreversible?: boolean;
}

export interface TikTokApi {
  /** Calls a `/v2/...` path with the session's token; resolves to `data`. Throws the table's error. */
  call(
    operation: string,
    session: Pick<PlatformSession, "accessToken">,
    path: string,
    options?: CallOptions,
  ): Promise<unknown>;
  /** Posts a form to an OAuth endpoint; resolves to the body (undefined when empty). Throws the OAuth table's error. */
  oauth(operation: string, path: string, form: Record<string, string>, deadlineMs?: number): Promise<unknown>;
}

/**
 * TikTok's two dialects: `{ data, error: { code: "ok" } }` everywhere, and on the OAuth endpoints a flat
 * `{ error: "invalid_grant" }` that may come with HTTP 200. The body decides, never the status.
 * https://developers.tiktok.com/doc/tiktok-api-v2-introduction
 */
export function createTikTokApi(deps: PlatformDeps): TikTokApi {
  return {
    async call(
      operation,
      session,
      path,
      { method = "POST", body, reads = false, irreversible = false } = {},
    ) {
      const response = await deps.http.fetch({
        service: "tiktok",
        operation,
        method,
        url: `${deps.urls.api}${path}`,
        headers: {
          authorization: `Bearer ${session.accessToken}`,
          ...(method === "POST" ? { "content-type": "application/json; charset=UTF-8" } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(reads ? { idempotent: true } : {}),
        deadlineMs: CALL_DEADLINE_MS,
        accept: isAnswer,
      });
      return readEnvelope(deps, operation, response, irreversible);
    },
    async oauth(operation, path, form, deadlineMs = CALL_DEADLINE_MS) {
      const response = await deps.http.fetch({
        service: "tiktok",
        operation,
        method: "POST",
        url: `${deps.urls.api}${path}`,
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

function readEnvelope(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  irreversible: boolean,
): unknown {
  const { status } = response;
  const body = response.json<Envelope | null>();
  const code = typeof body?.error === "object" ? body.error.code : undefined;
  if (code === "ok" && status < 300) return body?.data;
  if (code === undefined || code === "ok") throw notTheirs(operation, status);
  throw refusal(deps, operation, response, tiktokErrorRow(code), irreversible);
}

function readFlat(deps: PlatformDeps, operation: string, response: HttpResponse): unknown {
  if (response.bytes.length === 0 && response.status < 300) return undefined;
  const body = response.json<Envelope | null>();
  const flat = typeof body?.error === "string" ? body.error : undefined;
  const nested = typeof body?.error === "object" && body.error.code !== "ok" ? body.error.code : undefined;
  const error = flat || nested;
  if (error) throw refusal(deps, operation, response, oauthErrorRow(error), false);
  if (response.status >= 400) throw notTheirs(operation, response.status);
  return body;
}

function refusal(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  row: ProviderErrorRow,
  irreversible: boolean,
): AppError {
  const { status } = response;
  const logId = response.headers.get("x-tt-logid") ?? undefined;
  deps.log.warn("tiktok refused", { operation, status, providerCode: row.code, logId });
  const wait = retryAfterMs(response.headers.get("retry-after"), deps.clock.now());
  return providerError(row, {
    service: "tiktok",
    operation,
    status,
    irreversible,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** An answer without TikTok's envelope: something in between spoke, so it proves nothing about TikTok. */
const notTheirs = (operation: string, status: number): ExternalServiceError =>
  new ExternalServiceError("UPSTREAM_ERROR", `tiktok ${operation}: answered ${status} without an envelope`, {
    service: "tiktok",
    status,
    retryable: true,
    userMessage: "TIKTOK_TROUBLE",
  });
