import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
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
import { clientOf, createMastodonApi, type MastodonApi } from "./api.ts";

/** https://docs.joinmastodon.org/api/oauth-scopes/; `profile` is enough to know the account since 4.3. */
const SCOPES: readonly ScopeRule[] = [
  { scope: "profile", required: true, for: "identity" },
  { scope: "write:statuses", required: true, for: "publish" },
  { scope: "write:media", required: true, for: "publish" },
  // Settles a post that is not public whose answer was lost.
  { scope: "read:statuses", required: false, for: "publish" },
];

/** Authorization code with PKCE, which Mastodon knows since 4.3 and older servers overlook. https://docs.joinmastodon.org/spec/oauth/ */
export function mastodonOAuth(deps: PlatformDeps): OAuthCapability {
  const api = createMastodonApi(deps);
  return {
    flavors: [{ id: "oauth2", scopes: SCOPES }],
    pkce: "s256",
    authorizeUrl: ({ state, redirectUri, codeChallenge }) => {
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientOf(deps).clientId,
        redirect_uri: redirectUri,
        scope: SCOPES.map(({ scope }) => scope).join(" "),
        state,
        ...(codeChallenge ? { code_challenge: codeChallenge, code_challenge_method: "S256" } : {}),
      });
      return `${deps.urls.server}/oauth/authorize?${query}`;
    },
    async exchange({ code, redirectUri, codeVerifier }) {
      const tokens = await exchangeCode(deps, api, { code, redirectUri, codeVerifier });
      return { tokens, accounts: [await readAccount(api, tokens)] };
    },
    async revoke(session) {
      await api.call("revoke", "/oauth/revoke", {
        method: "POST",
        body: new URLSearchParams({ ...client(deps), token: session.accessToken }),
      });
      return true;
    },
  };
}

const client = (deps: PlatformDeps) => {
  const { clientId, clientSecret } = clientOf(deps);
  return { client_id: clientId, client_secret: clientSecret };
};

const tokenAnswer = z.object({ access_token: z.string().min(1), scope: z.string() });

/** POST /oauth/token. No lifetime is told, because there is none. https://docs.joinmastodon.org/api/oauth-tokens/ */
async function exchangeCode(
  deps: PlatformDeps,
  api: MastodonApi,
  given: { code: string; redirectUri: string; codeVerifier?: string | undefined },
): Promise<Tokens> {
  const issuedAt = deps.clock.now();
  const { body } = await api.call("exchange", "/oauth/token", {
    method: "POST",
    body: new URLSearchParams({
      ...client(deps),
      grant_type: "authorization_code",
      code: given.code,
      redirect_uri: given.redirectUri,
      ...(given.codeVerifier ? { code_verifier: given.codeVerifier } : {}),
    }),
  });
  const answer = readAnswer(tokenAnswer, body, "mastodon", "exchange");
  return { accessToken: answer.access_token, scopes: answer.scope.split(" ").filter(Boolean), issuedAt };
}

const accountAnswer = z.object({
  id: remoteId,
  username: z.string(),
  display_name: z.string().default(""),
  url: z.string().default(""),
  avatar: z.string().optional(),
});

/** GET /api/v1/accounts/verify_credentials. https://docs.joinmastodon.org/methods/accounts/#verify_credentials */
async function readAccount(
  api: MastodonApi,
  tokens: Pick<Tokens, "accessToken">,
  deadlineMs?: number,
): Promise<PlatformAccount> {
  const { body } = await api.call("verify_credentials", "/api/v1/accounts/verify_credentials", {
    session: tokens,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  const account = readAnswer(accountAnswer, body, "mastodon", "verify_credentials");
  return {
    externalId: account.id,
    handle: account.username,
    displayName: account.display_name || account.username,
    meta: account.url ? { profile: account.url } : {},
    ...(account.avatar ? { avatarUrl: account.avatar } : {}),
  };
}

/** Tokens do not expire, so nothing is ever due; asked all the same, the server is asked whether the token still works. */
export function mastodonRefresh(deps: PlatformDeps): RefreshCapability {
  const api = createMastodonApi(deps);
  return {
    rule: () => ({ minAgeMs: 0, marginMs: 0, rotates: false }),
    async refresh({ accessToken }) {
      try {
        await readAccount(api, { accessToken }, REFRESH_DEADLINE_MS);
      } catch (error) {
        // A token without the scope to read the account is a token that works.
        if (!isAppError(error) || error.code !== "PERMISSION_MISSING") throw error;
      }
      return { accessToken, scopes: [], issuedAt: deps.clock.now() };
    },
  };
}
