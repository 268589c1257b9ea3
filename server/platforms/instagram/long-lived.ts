import { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import { isAnswer } from "../meta-graph.ts";
import { type PlatformDeps, type PlatformSession, REFRESH_DEADLINE_MS, type Tokens } from "../platform.ts";
import { FACEBOOK_LOGIN, type Graph } from "./graph.ts";

const answer = z.object({
  access_token: z.string(),
  /** Seconds. Facebook leaves it out for tokens that do not expire by time. */
  expires_in: z.number().positive().optional(),
  permissions: z.string().optional(),
});

/**
 * A token for about sixty days out of one for an hour.
 * https://developers.facebook.com/docs/instagram-platform/reference/access_token (ig_exchange_token),
 * https://developers.facebook.com/docs/facebook-login/guides/access-tokens/get-long-lived (fb_exchange_token).
 */
export const longLivedToken = (
  deps: PlatformDeps,
  graph: Graph,
  flavor: string,
  accessToken: string,
): Promise<Tokens> => {
  const { clientId, clientSecret } = clientFor(deps, flavor);
  return flavor === FACEBOOK_LOGIN
    ? tokenFrom(deps, graph, "long_lived", graph.at(flavor, "oauth/access_token"), {
        grant_type: "fb_exchange_token",
        client_id: clientId,
        client_secret: clientSecret,
        fb_exchange_token: accessToken,
      })
    : tokenFrom(deps, graph, "long_lived", `${deps.urls.graphInstagram}/access_token`, {
        grant_type: "ig_exchange_token",
        client_secret: clientSecret,
        access_token: accessToken,
      });
};

/**
 * A new long life for a token that is at least a day old and not expired.
 * https://developers.facebook.com/docs/instagram-platform/reference/refresh_access_token
 */
export const refreshedToken = (deps: PlatformDeps, graph: Graph, accessToken: string): Promise<Tokens> =>
  tokenFrom(deps, graph, "refresh", `${deps.urls.graphInstagram}/refresh_access_token`, {
    grant_type: "ig_refresh_token",
    access_token: accessToken,
  });

/** The token endpoints are GETs with the secrets in the query, as documented; both paths of Instagram are unversioned. */
async function tokenFrom(
  deps: PlatformDeps,
  graph: Graph,
  operation: string,
  url: string,
  params: Record<string, string>,
): Promise<Tokens> {
  const issuedAt = deps.clock.now();
  const response = await deps.http.fetch({
    service: "instagram",
    operation,
    url: `${url}?${new URLSearchParams(params)}`,
    deadlineMs: REFRESH_DEADLINE_MS,
    accept: isAnswer,
  });
  const body = readAnswer(answer, graph.answer(operation, response), "instagram", operation);
  return {
    accessToken: body.access_token,
    scopes: (body.permissions ?? "").split(",").filter((scope) => scope !== ""),
    issuedAt,
    ...(body.expires_in === undefined
      ? {}
      : { accessTokenExpiresAt: new Date(issuedAt.getTime() + body.expires_in * 1000) }),
  };
}

/** A session for calls made before the account behind a token is known. */
export const instagramSession = (flavor: string, tokens: Pick<Tokens, "accessToken">): PlatformSession => ({
  flavor,
  externalId: "",
  accessToken: tokens.accessToken,
  scopes: [],
  meta: {},
});

export function clientFor(deps: PlatformDeps, flavor: string): { clientId: string; clientSecret: string } {
  const client = deps.clients[flavor];
  if (client) return client;
  throw new AppError("CONFIG_MISSING", `no client for instagram ${flavor}`, { service: "instagram" });
}
