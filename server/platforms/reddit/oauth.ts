import { z } from "zod";
import { AppError, ExternalServiceError, isAppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import {
  type OAuthCapability,
  type PlatformAccount,
  type PlatformDeps,
  REFRESH_DEADLINE_MS,
  type RefreshCapability,
  type ScopeRule,
  type Tokens,
} from "../platform.ts";
import { providerError } from "../provider-error.ts";
import type { RedditApi } from "./api.ts";
import { redditFindings } from "./errors.ts";

export const WEB_APP = "web-app";
const MINUTE_MS = 60_000;

/** https://www.reddit.com/api/v1/scopes. Reddit grants all that is asked for, or nothing. */
const SCOPES: readonly ScopeRule[] = [
  { scope: "identity", required: true, for: "identity" },
  { scope: "submit", required: true, for: "publish" },
  // Settles a post whose answer was lost, and finds the address of one with media.
  { scope: "history", required: true, for: "publish" },
  { scope: "read", required: true, for: "publish" },
  { scope: "flair", required: false, for: "publish" },
  { scope: "mysubreddits", required: false, for: "publish" },
  { scope: "edit", required: false, for: "publish" },
];

/** https://github.com/reddit-archive/reddit/wiki/OAuth2: a confidential web app, permanent, without PKCE. */
export function redditOAuth(deps: PlatformDeps, api: RedditApi): OAuthCapability {
  return {
    flavors: [{ id: WEB_APP, scopes: SCOPES }],
    pkce: "none",
    authorizeUrl({ state, redirectUri }) {
      const query = new URLSearchParams({
        client_id: clientOf(deps).clientId,
        response_type: "code",
        state,
        redirect_uri: redirectUri,
        duration: "permanent",
        scope: SCOPES.map(({ scope }) => scope).join(" "),
      });
      return `${deps.urls.www}/api/v1/authorize?${query}`;
    },
    async exchange({ code, redirectUri }) {
      const tokens = await exchangeCode(deps, api, code, redirectUri);
      return { tokens, accounts: [await readAccount(api, tokens)] };
    },
    async revoke({ accessToken }, refreshToken) {
      // The refresh token takes its access tokens with it; unknown ones are answered with 204 as well.
      const [token, hint] = refreshToken ? [refreshToken, "refresh_token"] : [accessToken, "access_token"];
      const client = clientOf(deps);
      await api.oauth("revoke", "/api/v1/revoke_token", { token, token_type_hint: hint }, { client });
      return refreshToken !== undefined;
    },
  };
}

const tokenAnswer = z.object({
  access_token: z.string(),
  /** Seconds: 3,600 by the documentation, 86,400 seen; only the answer counts. */
  expires_in: z.number().positive(),
  refresh_token: z.string().optional(),
  scope: z.string(),
});

function readTokens(body: unknown, operation: string, issuedAt: Date): Tokens {
  const answer = readAnswer(tokenAnswer, body, "reddit", operation);
  return {
    accessToken: answer.access_token,
    accessTokenExpiresAt: new Date(issuedAt.getTime() + answer.expires_in * 1000),
    scopes: answer.scope.split(/[\s,]+/).filter((scope) => scope !== ""),
    issuedAt,
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
  };
}

/** POST /api/v1/access_token, the client in Basic authorization; a refusal may come with HTTP 200. */
async function exchangeCode(
  deps: PlatformDeps,
  api: RedditApi,
  code: string,
  redirectUri: string,
): Promise<Tokens> {
  const issuedAt = deps.clock.now();
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  try {
    const body = await api.oauth("exchange", "/api/v1/access_token", form, { client: clientOf(deps) });
    return readTokens(body, "exchange", issuedAt);
  } catch (error) {
    throw isAppError(error) && error.code === "NEEDS_RECONNECT" ? codeExpired(error) : error;
  }
}

/** `invalid_grant` on a code means the code, not a grant we hold. */
const codeExpired = (cause: AppError): AppError =>
  new ExternalServiceError("BAD_REQUEST", cause.message, {
    service: "reddit",
    userMessage: "OAUTH_CODE_EXPIRED",
    ...(cause.providerCode === undefined ? {} : { providerCode: cause.providerCode }),
    cause,
  });

const me = z.object({
  id: z.string(),
  name: z.string(),
  icon_img: z.string().optional(),
  is_suspended: z.boolean().default(false),
});

/** GET /api/v1/me. Without `raw_json` addresses come with `&amp;` in them. */
async function readAccount(api: RedditApi, tokens: Tokens): Promise<PlatformAccount> {
  const body = await api.call("me", tokens, "/api/v1/me?raw_json=1");
  const account = readAnswer(me, body, "reddit", "me");
  if (account.is_suspended)
    throw providerError(redditFindings.suspended, { service: "reddit", operation: "me" });
  return {
    externalId: account.id,
    handle: account.name,
    displayName: account.name,
    meta: { username: account.name },
    ...(account.icon_img ? { avatarUrl: account.icon_img } : {}),
  };
}

/** The refresh token is permanent and stays the same; an answer may leave it out. */
export function redditRefresh(deps: PlatformDeps, api: RedditApi): RefreshCapability {
  return {
    rule: () => ({ minAgeMs: 0, marginMs: 15 * MINUTE_MS, rotates: false }),
    async refresh({ refreshToken }) {
      if (!refreshToken)
        throw new AppError("NEEDS_RECONNECT", "reddit: no refresh token", {
          params: { reason: "token_expired" },
        });
      const issuedAt = deps.clock.now();
      const form = { grant_type: "refresh_token", refresh_token: refreshToken };
      const body = await api.oauth("refresh", "/api/v1/access_token", form, {
        client: clientOf(deps),
        deadlineMs: REFRESH_DEADLINE_MS,
      });
      return readTokens(body, "refresh", issuedAt);
    },
  };
}

function clientOf(deps: PlatformDeps): { clientId: string; clientSecret: string } {
  const client = deps.clients[WEB_APP];
  if (client) return client;
  throw new AppError("CONFIG_MISSING", "no client for reddit web-app", { service: "reddit" });
}
