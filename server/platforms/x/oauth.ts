import { z } from "zod";
import { AppError, ExternalServiceError, isAppError } from "#server/core/errors.ts";
import { readAnswer, remoteId } from "../answer.ts";
import {
  type OAuthCapability,
  type PlatformAccount,
  type PlatformDeps,
  REFRESH_DEADLINE_MS,
  type RefreshCapability,
  type ScopeRule,
  type Tokens,
} from "../platform.ts";
import { clientOf, createXApi, type XApi } from "./api.ts";

export const OAUTH2 = "oauth2";
const MINUTE_MS = 60_000;

/** https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
const SCOPES: readonly ScopeRule[] = [
  { scope: "users.read", required: true, for: "identity" },
  // Posting asks for it too, and a lost answer is settled by the account's own posts.
  { scope: "tweet.read", required: true, for: "publish" },
  { scope: "tweet.write", required: true, for: "publish" },
  { scope: "media.write", required: true, for: "publish" },
  // Without it there is no refresh token, and the login ends after two hours.
  { scope: "offline.access", required: true, for: "identity" },
];

/** OAuth 2.0 with PKCE, as a confidential client. */
export function xOAuth(deps: PlatformDeps): OAuthCapability {
  const api = createXApi(deps);
  return {
    flavors: [{ id: OAUTH2, scopes: SCOPES }],
    pkce: "s256",
    authorizeUrl({ state, redirectUri, codeChallenge }) {
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientOf(deps).clientId,
        redirect_uri: redirectUri,
        scope: SCOPES.map(({ scope }) => scope).join(" "),
        state,
        code_challenge: codeChallenge ?? "",
        code_challenge_method: "S256",
      });
      // X reads a plus sign in the scopes as a plus sign.
      return `${deps.urls.www}/i/oauth2/authorize?${query.toString().replaceAll("+", "%20")}`;
    },
    async exchange({ code, redirectUri, codeVerifier }) {
      const tokens = await exchangeCode(deps, api, code, redirectUri, codeVerifier ?? "");
      return { tokens, accounts: [await readAccount(api, tokens)] };
    },
    async revoke(session) {
      const token = { token: session.accessToken, token_type_hint: "access_token" };
      await api.oauth("revoke", "revoke", { ...token, client_id: clientOf(deps).clientId });
      return true;
    },
  };
}

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  /** Seconds. */
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().default(""),
});

const readTokens = (body: unknown, operation: string, issuedAt: Date): Tokens => {
  const answer = readAnswer(tokenAnswer, body, "x", operation);
  return {
    accessToken: answer.access_token,
    accessTokenExpiresAt: new Date(issuedAt.getTime() + answer.expires_in * 1000),
    scopes: answer.scope.split(" ").filter((scope) => scope !== ""),
    issuedAt,
    ...(answer.refresh_token ? { refreshToken: answer.refresh_token } : {}),
  };
};

/** POST /2/oauth2/token. The code is good for thirty seconds and for one try. */
async function exchangeCode(
  deps: PlatformDeps,
  api: XApi,
  code: string,
  redirectUri: string,
  codeVerifier: string,
): Promise<Tokens> {
  const issuedAt = deps.clock.now();
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
  };
  try {
    return readTokens(await api.oauth("exchange", "token", form), "exchange", issuedAt);
  } catch (error) {
    throw isAppError(error) && error.code === "NEEDS_RECONNECT" ? codeExpired(error) : error;
  }
}

/** What is wrong with a code is not wrong with a grant we hold. */
const codeExpired = (cause: AppError): AppError =>
  new ExternalServiceError("BAD_REQUEST", cause.message, {
    service: "x",
    userMessage: "OAUTH_CODE_EXPIRED",
    ...(cause.providerCode === undefined ? {} : { providerCode: cause.providerCode }),
    cause,
  });

const me = z.object({
  data: z.object({
    id: remoteId,
    name: z.string().default(""),
    username: z.string().min(1),
    profile_image_url: z.string().optional(),
    protected: z.boolean().optional(),
  }),
});

/** GET /2/users/me. https://docs.x.com/x-api/users/get-my-user */
async function readAccount(api: XApi, tokens: Tokens): Promise<PlatformAccount> {
  const body = await api.call("users_me", tokens, "/users/me?user.fields=profile_image_url,protected");
  const { data } = readAnswer(me, body, "x", "users_me");
  return {
    externalId: data.id,
    handle: data.username,
    displayName: data.name || data.username,
    meta: { username: data.username, ...(data.protected ? { protected: "true" } : {}) },
    ...(data.profile_image_url ? { avatarUrl: data.profile_image_url } : {}),
  };
}

/** Access tokens live two hours; every refresh kills the refresh token it was made with, so there is never a second try. */
export function xRefresh(deps: PlatformDeps): RefreshCapability {
  const api = createXApi(deps);
  return {
    rule: () => ({ minAgeMs: 0, marginMs: 30 * MINUTE_MS, rotates: true }),
    async refresh({ refreshToken }) {
      if (!refreshToken)
        throw new AppError("NEEDS_RECONNECT", "x: no refresh token", { params: { reason: "token_expired" } });
      const issuedAt = deps.clock.now();
      const form = { grant_type: "refresh_token", refresh_token: refreshToken };
      return readTokens(await api.oauth("refresh", "token", form, REFRESH_DEADLINE_MS), "refresh", issuedAt);
    },
  };
}
