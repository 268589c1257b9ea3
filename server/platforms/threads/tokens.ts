import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import { isAnswer } from "../meta-graph.ts";
import {
  type PlatformDeps,
  REFRESH_DEADLINE_MS,
  type RefreshCapability,
  type RefreshRule,
  type Tokens,
} from "../platform.ts";
import { createGraph, type Graph, THREADS_LOGIN } from "./graph.ts";

const DAY_MS = 24 * 3_600_000;

/** Sixty days, renewable once a day old and as long as it lives; the access token renews itself. */
const RULE: RefreshRule = { minAgeMs: DAY_MS, marginMs: 7 * DAY_MS, rotates: false };

const answer = z.object({
  access_token: z.string(),
  /** Seconds. */
  expires_in: z.number().positive(),
});

/**
 * A token for sixty days out of one for an hour.
 * https://developers.facebook.com/documentation/threads/get-started/long-lived-tokens
 */
export const longLivedToken = (deps: PlatformDeps, graph: Graph, accessToken: string): Promise<Tokens> =>
  tokenFrom(deps, graph, "long_lived", "access_token", {
    grant_type: "th_exchange_token",
    client_secret: threadsClient(deps).clientSecret,
    access_token: accessToken,
  });

export function threadsRefresh(deps: PlatformDeps): RefreshCapability {
  const graph = createGraph(deps);
  return {
    rule: () => RULE,
    refresh: ({ accessToken }) =>
      tokenFrom(deps, graph, "refresh", "refresh_access_token", {
        grant_type: "th_refresh_token",
        access_token: accessToken,
      }),
  };
}

/** Both endpoints are GETs without a version, with what they need in the query, as documented. */
async function tokenFrom(
  deps: PlatformDeps,
  graph: Graph,
  operation: string,
  path: string,
  params: Record<string, string>,
): Promise<Tokens> {
  const issuedAt = deps.clock.now();
  const response = await deps.http.fetch({
    service: "threads",
    operation,
    url: `${deps.urls.graphThreads}/${path}?${new URLSearchParams(params)}`,
    deadlineMs: REFRESH_DEADLINE_MS,
    accept: isAnswer,
  });
  const body = readAnswer(answer, graph.answer(operation, response), "threads", operation);
  return {
    accessToken: body.access_token,
    scopes: [],
    issuedAt,
    accessTokenExpiresAt: new Date(issuedAt.getTime() + body.expires_in * 1000),
  };
}

export function threadsClient(deps: PlatformDeps): { clientId: string; clientSecret: string } {
  const client = deps.clients[THREADS_LOGIN];
  if (client) return client;
  throw new AppError("CONFIG_MISSING", "no client for threads", { service: "threads" });
}
