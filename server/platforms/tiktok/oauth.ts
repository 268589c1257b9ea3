import { z } from "zod";
import { AppError, ExternalServiceError, isAppError } from "#server/core/errors.ts";
import { readAnswer } from "../answer.ts";
import {
  type OAuthCapability,
  type PlatformAccount,
  type PlatformDeps,
  type PlatformSession,
  REFRESH_DEADLINE_MS,
  type RefreshCapability,
  type ScopeRule,
  type Tokens,
} from "../platform.ts";
import { createTikTokApi, type TikTokApi } from "./api.ts";

const LOGIN_KIT = "login-kit";
const HOUR_MS = 3_600_000;

/** https://developers.tiktok.com/doc/tiktok-api-scopes */
const SCOPES: readonly ScopeRule[] = [
  { scope: "user.info.basic", required: true, for: "identity" },
  { scope: "user.info.profile", required: false, for: "identity" },
  { scope: "video.publish", required: true, for: "publish" },
  { scope: "video.upload", required: false, for: "publish" },
  // Settles a photo post whose answer was lost.
  { scope: "video.list", required: false, for: "publish" },
];

/** https://developers.tiktok.com/doc/login-kit-web and login-kit-desktop */
export function tiktokOAuth(deps: PlatformDeps): OAuthCapability {
  const api = createTikTokApi(deps);
  return {
    flavors: [{ id: LOGIN_KIT, scopes: SCOPES }],
    pkce: "s256-hex",
    authorizeUrl: ({ state, redirectUri, codeChallenge }) => {
      const query = new URLSearchParams({
        client_key: clientOf(deps).clientId,
        scope: SCOPES.map(({ scope }) => scope).join(","),
        response_type: "code",
        redirect_uri: redirectUri,
        state,
      });
      if (codeChallenge && isLoopback(redirectUri)) {
        query.set("code_challenge", codeChallenge);
        query.set("code_challenge_method", "S256");
      }
      return `${deps.urls.www}/v2/auth/authorize/?${query}`;
    },
    async exchange({ code, redirectUri, codeVerifier }) {
      const tokens = await exchangeCode(deps, api, code, redirectUri, codeVerifier);
      return { tokens, accounts: [await readAccount(api, tokens)] };
    },
    revoke: (session) => revoke(deps, api, session),
  };
}

/**
 * PKCE belongs to TikTok's desktop login, which is what a loopback redirect is; its challenge is the hex SHA-256, not
 * RFC 7636's base64url. The web login is a confidential client without it.
 */
const isLoopback = (redirectUri: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(redirectUri).hostname);

const tokenAnswer = z.object({
  access_token: z.string(),
  /** Seconds; TikTok's pages disagree on how many, so only the answer counts. */
  expires_in: z.number().positive(),
  open_id: z.string(),
  refresh_token: z.string(),
  refresh_expires_in: z.number().positive().optional(),
  scope: z.string(),
});

const readTokens = (body: unknown, operation: string, issuedAt: Date): Tokens => {
  const answer = readAnswer(tokenAnswer, body, "tiktok", operation);
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    accessTokenExpiresAt: new Date(issuedAt.getTime() + answer.expires_in * 1000),
    scopes: answer.scope.split(",").filter((scope) => scope !== ""),
    issuedAt,
    ...(answer.refresh_expires_in === undefined
      ? {}
      : { refreshTokenExpiresAt: new Date(issuedAt.getTime() + answer.refresh_expires_in * 1000) }),
  };
};

/** POST /v2/oauth/token/. https://developers.tiktok.com/doc/oauth-user-access-token-management */
async function exchangeCode(
  deps: PlatformDeps,
  api: TikTokApi,
  code: string,
  redirectUri: string,
  codeVerifier: string | undefined,
): Promise<Tokens> {
  const { clientId, clientSecret } = clientOf(deps);
  const issuedAt = deps.clock.now();
  const form = {
    client_key: clientId,
    client_secret: clientSecret,
    code,
    grant_type: "authorization_code",
    redirect_uri: redirectUri,
    ...(codeVerifier && isLoopback(redirectUri) ? { code_verifier: codeVerifier } : {}),
  };
  try {
    return readTokens(await api.oauth("exchange", "/v2/oauth/token/", form), "exchange", issuedAt);
  } catch (error) {
    throw isAppError(error) && error.code === "NEEDS_RECONNECT" ? codeExpired(error) : error;
  }
}

/** `invalid_grant` on a code means the code, not a grant we hold. */
const codeExpired = (cause: AppError): AppError =>
  new ExternalServiceError("BAD_REQUEST", cause.message, {
    service: "tiktok",
    userMessage: "OAUTH_CODE_EXPIRED",
    ...(cause.providerCode === undefined ? {} : { providerCode: cause.providerCode }),
    cause,
  });

const userInfo = z.object({
  user: z.object({
    open_id: z.string(),
    avatar_url: z.string().optional(),
    display_name: z.string().default(""),
    username: z.string().optional(),
  }),
});

/** GET /v2/user/info/. A field without its scope refuses the whole call, so `username` is asked for only when granted. */
async function readAccount(api: TikTokApi, tokens: Tokens): Promise<PlatformAccount> {
  const fields = ["open_id", "avatar_url", "display_name"];
  if (tokens.scopes.includes("user.info.profile")) fields.push("username");
  const body = await api.call("user_info", tokens, `/v2/user/info/?fields=${fields.join(",")}`, {
    method: "GET",
  });
  const { user } = readAnswer(userInfo, body, "tiktok", "user_info");
  return {
    externalId: user.open_id,
    handle: user.username || user.display_name || user.open_id,
    displayName: user.display_name || user.username || user.open_id,
    meta: user.username ? { username: user.username } : {},
    ...(user.avatar_url ? { avatarUrl: user.avatar_url } : {}),
  };
}

/** POST /v2/oauth/revoke/ answers 200 with nothing in it. */
async function revoke(deps: PlatformDeps, api: TikTokApi, session: PlatformSession): Promise<boolean> {
  const { clientId, clientSecret } = clientOf(deps);
  await api.oauth("revoke", "/v2/oauth/revoke/", {
    client_key: clientId,
    client_secret: clientSecret,
    token: session.accessToken,
  });
  return true;
}

/** The refresh token changes with every answer and the old one dies: there is never a second try with it. */
export function tiktokRefresh(deps: PlatformDeps): RefreshCapability {
  const api = createTikTokApi(deps);
  return {
    rule: () => ({ minAgeMs: 0, marginMs: 12 * HOUR_MS, rotates: true }),
    async refresh({ refreshToken }) {
      if (!refreshToken)
        throw new AppError("NEEDS_RECONNECT", "tiktok: no refresh token", {
          params: { reason: "token_expired" },
        });
      const { clientId, clientSecret } = clientOf(deps);
      const issuedAt = deps.clock.now();
      const form = {
        client_key: clientId,
        client_secret: clientSecret,
        grant_type: "refresh_token",
        refresh_token: refreshToken,
      };
      return readTokens(
        await api.oauth("refresh", "/v2/oauth/token/", form, REFRESH_DEADLINE_MS),
        "refresh",
        issuedAt,
      );
    },
  };
}

function clientOf(deps: PlatformDeps): { clientId: string; clientSecret: string } {
  const client = deps.clients[LOGIN_KIT];
  if (client) return client;
  throw new AppError("CONFIG_MISSING", "no client for tiktok login-kit", { service: "tiktok" });
}
