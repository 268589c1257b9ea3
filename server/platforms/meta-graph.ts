import { z } from "zod";
import { retryAfterMs } from "#server/core/backoff.ts";
import { ExternalServiceError } from "#server/core/errors.ts";
import type { HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps } from "./platform.ts";
import { type ProviderErrorRow, providerError } from "./provider-error.ts";

const MINUTE_MS = 60_000;

/** Meta's error envelope, as every Graph host answers it. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export interface MetaErrorBody {
  code?: number | string;
  error_subcode?: number | string;
  is_transient?: boolean;
  message?: string;
  error_user_title?: string;
  error_user_msg?: string;
}

/** A 4xx carries the error we decide by; a 5xx is the adapter's to judge. */
export const isAnswer = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500);

/** Whose answer is read, and by which table. */
export interface MetaAnswer {
  service: string;
  operation: string;
  response: HttpResponse;
  irreversible: boolean;
  /** The table's line for an error. */
  rowOf(error: MetaErrorBody): ProviderErrorRow;
  /** i18n key for an answer that is not Meta's. */
  trouble: string;
}

/** The JSON of an answer of any Graph host. Throws the table's error. */
export function readMetaAnswer(deps: PlatformDeps, answer: MetaAnswer): unknown {
  const { service, operation, response, irreversible } = answer;
  const { status } = response;
  const body = response.json<{ error?: MetaErrorBody } | null>();
  if (status < 300 && !body?.error) return body;
  if (typeof body?.error !== "object") throw notTheirs(answer);
  const row = answer.rowOf(body.error);
  deps.log.warn(`${service} refused`, { operation, status, providerCode: row.code });
  const wait = waitOf(response.headers, deps.clock.now());
  throw providerError(row, { service, operation, status, irreversible, ...wait });
}

/** A refusal without Graph's envelope: something in between spoke, so it proves nothing about the network. */
const notTheirs = ({ service, operation, response, trouble }: MetaAnswer): ExternalServiceError =>
  new ExternalServiceError(
    "UPSTREAM_ERROR",
    `${service} ${operation}: answered ${response.status} without an error body`,
    { service, status: response.status, retryable: true, userMessage: trouble },
  );

/**
 * How long the usage headers ask to wait: `estimated_time_to_regain_access` is in minutes.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
function waitOf(headers: Headers, now: Date): { retryAfterMs?: number } {
  const asked = retryAfterMs(headers.get("retry-after"), now) ?? 0;
  const usage = headers.get("x-business-use-case-usage") ?? "";
  const minutes = [...usage.matchAll(/"estimated_time_to_regain_access":\s*(\d+)/g)];
  const wait = Math.max(asked, ...minutes.map(([, minute]) => Number(minute) * MINUTE_MS));
  return wait > 0 ? { retryAfterMs: wait } : {};
}

const exchangeError = z.object({
  code: z.number().optional(),
  error_message: z.string().optional(),
  error: z
    .object({
      code: z.number().optional(),
      error_subcode: z.number().optional(),
      message: z.string().optional(),
    })
    .optional(),
});

/**
 * A code is used up, expired, or was made for another redirect address: only a new login helps. What names the client
 * or its secret is ours to mend. Graph hosts answer with the envelope, the token endpoints of Instagram and Threads
 * also with `{ error_type, code, error_message }`.
 */
export function codeRefused(service: string, response: HttpResponse): ExternalServiceError {
  const body = exchangeError.safeParse(response.json());
  const { error, code, error_message } = body.success ? body.data : {};
  const prose = error?.message ?? error_message ?? "";
  const ours = /client|secret|platform app|redirect/i.test(prose);
  const parts = [error?.code ?? code ?? `http_${response.status}`, error?.error_subcode];
  return new ExternalServiceError(
    ours ? "CONFIG_INVALID" : "BAD_REQUEST",
    `${service} exchange: answered ${response.status}`,
    {
      service,
      status: response.status,
      providerCode: parts.filter((part) => part !== undefined).join("/"),
      userMessage: ours ? "OAUTH_MISCONFIGURED" : "OAUTH_CODE_EXPIRED",
    },
  );
}
