import { z } from "zod";
import { retryAfterMs } from "#server/core/backoff.ts";
import { type AppError, ExternalServiceError } from "#server/core/errors.ts";
import type { HttpRequest, HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { type ProviderErrorRow, providerError } from "../provider-error.ts";
import { refusalRow } from "./errors.ts";

const CALL_DEADLINE_MS = 30_000;

/**
 * What a connection holds in place of a key of its own: the installation's is used, whichever it is at that moment. No
 * key has blanks, so nobody can type it.
 */
export const INSTALLATION_KEY = "the key of the installation";

/**
 * How a refusal of an irreversible call is read. `keyed`: Send Message, whose failures say `request_outcome`, and only
 * `not_sent` proves that nothing reached OnlyFans; neither a status nor silence does. `plain`: the calls without a key,
 * whose documentation has no outcome: a refusal with a status below 500 is one, unless it says `unknown` itself.
 * https://docs.onlyfansapi.com/introduction/essentials/idempotency
 */
export type Irreversible = "keyed" | "plain";

interface CallOptions {
  method?: "GET" | "POST" | "DELETE";
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
  irreversible?: Irreversible;
  deadlineMs?: number;
}

export interface Credits {
  used: number;
  balance: number;
}

export interface OnlyFansAnswer {
  /** The whole body; most endpoints wrap what they tell in `data`, accounts and uploads do not. */
  body: unknown;
  data: unknown;
  /** The address of the next page, where there is one. */
  nextPage: string | undefined;
  credits: Credits | null;
}

export interface OnlyFansApi {
  /** Calls `/api…` with the session's key. Throws the table's error. */
  call(
    operation: string,
    session: Pick<PlatformSession, "accessToken">,
    path: string,
    options?: CallOptions,
  ): Promise<OnlyFansAnswer>;
}

const envelope = z.object({
  data: z.unknown().optional(),
  _pagination: z.object({ next_page: z.string().nullish() }).nullish(),
  _meta: z
    .object({ _credits: z.object({ used: z.number().default(0), balance: z.number() }).nullish() })
    .nullish(),
});

const failure = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  code: z.string().optional(),
  errors: z.record(z.string(), z.unknown()).optional(),
  request_outcome: z.string().optional(),
});

/**
 * The partner API: a key of the team in every call, answers in `{ data, _pagination, _meta }`.
 * https://docs.onlyfansapi.com/introduction/essentials/response-structure
 */
export function createOnlyFansApi(deps: PlatformDeps): OnlyFansApi {
  return {
    async call(operation, session, path, options = {}) {
      const response = await deps.http.fetch(requestOf(deps, operation, session, path, options));
      if (response.status >= 200 && response.status < 300) return readEnvelope(operation, response);
      throw refusal(deps, operation, response, options.irreversible);
    },
  };
}

function requestOf(
  deps: PlatformDeps,
  operation: string,
  session: Pick<PlatformSession, "accessToken">,
  path: string,
  { method = "GET", json, form, headers = {}, irreversible, deadlineMs = CALL_DEADLINE_MS }: CallOptions,
): HttpRequest {
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  return {
    service: "onlyfans",
    operation,
    method,
    url: `${deps.urls.api}/api${path}`,
    headers: {
      ...headers,
      accept: "application/json",
      authorization: `Bearer ${keyOf(deps, session)}`,
      ...(json === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body }),
    deadlineMs,
    // Deleting what is gone already is told apart by its answer, so it may be repeated.
    ...(method === "DELETE" ? { idempotent: true } : {}),
    // A failing irreversible call says in its body whether anything was sent: it is read, whatever the status.
    accept: (status) =>
      (status >= 200 && status < 300) || (status >= 400 && (irreversible ? status < 600 : status < 500)),
  };
}

/** Throws CONFIG_MISSING where a connection leans on a key that the installation has no more. */
function keyOf(deps: PlatformDeps, { accessToken }: Pick<PlatformSession, "accessToken">): string {
  if (accessToken !== INSTALLATION_KEY) return accessToken;
  const key = deps.clients.partner?.clientId;
  if (key) return key;
  throw new ExternalServiceError("CONFIG_MISSING", "onlyfans: the installation has no key", {
    service: "onlyfans",
    userMessage: "ONLYFANS_NO_INSTALLATION_KEY",
  });
}

function readEnvelope(operation: string, response: HttpResponse): OnlyFansAnswer {
  const body = response.bytes.length === 0 ? {} : response.json();
  if (Array.isArray(body)) return { body, data: body, nextPage: undefined, credits: null };
  const read = envelope.safeParse(body);
  if (!read.success)
    throw new ExternalServiceError("INVALID_RESPONSE", `onlyfans ${operation}: unexpected envelope`, {
      service: "onlyfans",
      retryable: true,
    });
  const { data, _pagination, _meta } = read.data;
  return {
    body,
    data,
    nextPage: _pagination?.next_page ?? undefined,
    credits: _meta?._credits ?? null,
  };
}

function refusal(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  irreversible: Irreversible | undefined,
): AppError {
  const { status } = response;
  const said = failureOf(response);
  const retryAfter = retryAfterMs(response.headers.get("retry-after"), deps.clock.now());
  const context = {
    service: "onlyfans",
    operation,
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
  };
  if (!said)
    return irreversible
      ? silent(operation, status)
      : providerError(refusalRow(status, {}), { ...context, status });
  const row = refusalRow(status, said);
  const outcome = said.request_outcome;
  deps.log.warn("onlyfans refused", { operation, status, providerCode: row.code, outcome });
  if (!irreversible) return providerError(row, { ...context, status });
  if (outcome === "not_sent") return notSent(row, status, context);
  const doubtful = irreversible === "keyed" || outcome !== undefined || row.inconclusive === true;
  return providerError(doubtful ? { ...row, inconclusive: true } : row, {
    ...context,
    status,
    irreversible: true,
  });
}

type Context = Parameters<typeof providerError>[1];

/**
 * The provider proves that nothing reached OnlyFans. A status of 500 and above would say otherwise to whoever looks at
 * statuses alone, so it is left out then: what counts is the outcome.
 */
function notSent(row: ProviderErrorRow, status: number, context: Context): AppError {
  if (status < 500)
    return providerError({ ...row, inconclusive: undefined as never }, { ...context, status });
  return providerError({ ...row, is: "UNAVAILABLE" }, context);
}

/** An answer that is not the provider's proves nothing about the call. */
const silent = (operation: string, status: number): AppError =>
  new ExternalServiceError(
    "UPSTREAM_ERROR",
    `onlyfans ${operation}: answered ${status} without a body of theirs`,
    {
      service: "onlyfans",
      status,
      retryable: true,
      ambiguous: true,
      userMessage: "ONLYFANS_TROUBLE",
    },
  );

function failureOf(response: HttpResponse): z.infer<typeof failure> | undefined {
  try {
    const read = failure.safeParse(response.json());
    return read.success && Object.keys(read.data).length > 0 ? read.data : undefined;
  } catch {
    return undefined;
  }
}
