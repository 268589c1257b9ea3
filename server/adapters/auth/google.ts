import { z } from "zod";
import { isAppError } from "#server/core/errors.ts";
import { verifyIdToken } from "./id-token.ts";
import { createPublicKeySet } from "./jwks.ts";
import { authorizeUrl, type Provider, type ProviderDeps, refuseSignIn } from "./provider.ts";

/** Both spellings are Google's own. https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken */
const ISSUER = "https://accounts.google.com";
const ISSUERS = [ISSUER, "accounts.google.com"];

const tokenAnswer = z.object({ access_token: z.string(), id_token: z.string() });

/**
 * Sign-in with Google: code flow with PKCE and nonce. Who somebody is, is what the id token says after every check of
 * `verifyIdToken`, and only with a confirmed address.
 */
export function googleProvider(deps: ProviderDeps): Provider {
  const { config, http, clock, log } = deps;
  const keys = createPublicKeySet({
    http,
    clock,
    service: "google",
    url: `${config.urls.certs}/oauth2/v3/certs`,
  });
  return {
    id: "google",
    name: "Google",
    issuer: ISSUER,
    accountIssuer: ISSUER,
    accountSubject: ({ profile }) => String((profile as { sub?: unknown }).sub ?? ""),
    requiresIdTokenNonce: true,
    createAuthorizationURL: ({ state, codeVerifier, idTokenNonce = "" }) =>
      authorizeUrl(deps, `${config.urls.accounts}/o/oauth2/v2/auth`, codeVerifier, {
        scope: "openid email profile",
        state,
        nonce: idTokenNonce,
        prompt: "select_account",
      }),
    async validateAuthorizationCode({ code, codeVerifier = "" }) {
      const response = await http.fetch({
        service: "google",
        operation: "exchange",
        method: "POST",
        url: `${config.urls.token}/token`,
        body: new URLSearchParams({
          grant_type: "authorization_code",
          code,
          code_verifier: codeVerifier,
          redirect_uri: config.redirectUri,
          client_id: config.clientId,
          client_secret: config.clientSecret,
        }),
      });
      const answer = tokenAnswer.safeParse(response.json());
      return answer.success
        ? { accessToken: answer.data.access_token, idToken: answer.data.id_token, scopes: [] }
        : null;
    },
    async getUserInfo({ idToken = "", accessToken, expectedIdTokenNonce = "" }) {
      const claims = await verifyIdToken(idToken, {
        issuers: ISSUERS,
        clientId: config.clientId,
        nonce: expectedIdTokenNonce,
        accessToken,
        keys,
        now: clock.now(),
      }).catch((error: unknown) => {
        const why = isAppError(error) ? (error.providerCode ?? error.code) : "error";
        log.warn("sign-in with google refused", { why });
        return refuseSignIn("id_token_refused");
      });
      const { sub, email, email_verified, name } = claims;
      if (!email) return refuseSignIn("email_not_found");
      if (email_verified !== true && email_verified !== "true") return refuseSignIn("email_not_verified");
      return { user: { name: name ?? "", email, emailVerified: true }, data: { sub } };
    },
  };
}
