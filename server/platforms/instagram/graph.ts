import { retryAfterMs } from "#server/core/backoff.ts";
import { ExternalServiceError } from "#server/core/errors.ts";
import type { HttpResponse } from "#server/core/ports.ts";
import type { PlatformDeps, PlatformSession } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import { type GraphErrorBody, graphErrorRow } from "./errors.ts";

/** Sunset 2027-10-08. https://developers.facebook.com/docs/graph-api/changelog/versions */
export const GRAPH_VERSION = "v23.0";
export const FACEBOOK_LOGIN = "facebook-login";
export const INSTAGRAM_LOGIN = "instagram-login";

const MINUTE_MS = 60_000;

export type Params = Record<string, string>;

export interface Graph {
  /** Address of a versioned path for a login flavour. */
  at(flavor: string, path: string): string;
  /** GET with the session's token; the answer's JSON. Throws the table's error. */
  read(operation: string, session: PlatformSession, path: string, params: Params): Promise<unknown>;
  /** POST as a form. `irreversible` marks the call whose lost answer must be reconciled. */
  write(
    operation: string,
    session: PlatformSession,
    path: string,
    params: Params,
    irreversible?: boolean,
  ): Promise<unknown>;
  /** Reads an answer of any Graph host: its JSON, or the table's error. */
  answer(operation: string, response: HttpResponse, irreversible?: boolean): unknown;
}

/**
 * Calls of the Graph API. The token travels as the parameter `access_token`, the one transport both hosts document.
 * https://developers.facebook.com/docs/graph-api/overview
 */
export function createGraph(deps: PlatformDeps): Graph {
  const graph: Graph = {
    at: (flavor, path) =>
      `${flavor === FACEBOOK_LOGIN ? deps.urls.graphFacebook : deps.urls.graphInstagram}/${GRAPH_VERSION}/${path}`,
    async read(operation, session, path, params) {
      const query = new URLSearchParams({ ...params, access_token: session.accessToken });
      const response = await deps.http.fetch({
        service: "instagram",
        operation,
        url: `${graph.at(session.flavor, path)}?${query}`,
        accept: isAnswer,
      });
      return graph.answer(operation, response);
    },
    async write(operation, session, path, params, irreversible = false) {
      const response = await deps.http.fetch({
        service: "instagram",
        operation,
        method: "POST",
        url: graph.at(session.flavor, path),
        body: new URLSearchParams({ ...params, access_token: session.accessToken }),
        deadlineMs: MINUTE_MS,
        accept: isAnswer,
      });
      return graph.answer(operation, response, irreversible);
    },
    answer: (operation, response, irreversible = false) =>
      readGraphAnswer(deps, operation, response, irreversible),
  };
  return graph;
}

/** A 4xx carries the error we decide by; a 5xx is the adapter's to judge. */
export const isAnswer = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500);

function readGraphAnswer(
  deps: PlatformDeps,
  operation: string,
  response: HttpResponse,
  irreversible: boolean,
): unknown {
  const { status } = response;
  const body = response.json<{ error?: GraphErrorBody } | null>();
  if (status < 300 && !body?.error) return body;
  if (typeof body?.error !== "object") throw notTheirs(operation, status);
  const row = graphErrorRow(body.error);
  deps.log.warn("instagram refused", { operation, status, providerCode: row.code });
  const wait = waitOf(response.headers, deps.clock.now());
  throw providerError(row, { service: "instagram", operation, status, irreversible, ...wait });
}

/** A refusal without Graph's envelope: something in between spoke, so it proves nothing about Instagram. */
const notTheirs = (operation: string, status: number): ExternalServiceError =>
  new ExternalServiceError(
    "UPSTREAM_ERROR",
    `instagram ${operation}: answered ${status} without an error body`,
    {
      service: "instagram",
      status,
      retryable: true,
      userMessage: "INSTAGRAM_TROUBLE",
    },
  );

/**
 * How long the usage headers ask to wait: `estimated_time_to_regain_access` is in minutes.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
function waitOf(headers: Headers, now: Date): { retryAfterMs?: number } {
  const asked = retryAfterMs(headers.get("retry-after"), now) ?? 0;
  const minutes = [
    ...(headers.get("x-business-use-case-usage") ?? "").matchAll(
      /"estimated_time_to_regain_access":\s*(\d+)/g,
    ),
  ];
  const usage = Math.max(0, ...minutes.map(([, minute]) => Number(minute) * MINUTE_MS));
  const wait = Math.max(asked, usage);
  return wait > 0 ? { retryAfterMs: wait } : {};
}
