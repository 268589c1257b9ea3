import { z } from "zod";
import type { HttpResponse } from "#server/core/ports.ts";
import { authorizeUrl, type Provider, type ProviderDeps, refuseSignIn } from "./provider.ts";

const tokenAnswer = z.object({ access_token: z.string() });
const profile = z.object({
  id: z.union([z.number().int().positive(), z.string().regex(/^\d+$/)]),
  login: z.string(),
  name: z.string().nullish(),
});
const emailList = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Sign-in with a GitHub OAuth App: code flow with PKCE; GitHub issues no id token, so its API is asked, over TLS, with
 * the token just issued. The address is the primary one of `/user/emails` and must be confirmed: the public one of the
 * profile proves nothing. https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export function githubProvider(deps: ProviderDeps): Provider {
  const { config, http, log } = deps;
  const read = (operation: string, path: string, token: string): Promise<HttpResponse> =>
    http.fetch({
      service: "github",
      operation,
      url: `${config.urls.api}${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": "huntaze",
      },
    });
  return {
    id: "github",
    name: "GitHub",
    accountSubject: ({ profile: { id } }) => String(id),
    createAuthorizationURL: ({ state, codeVerifier }) =>
      authorizeUrl(deps, `${config.urls.www}/login/oauth/authorize`, codeVerifier, {
        scope: "read:user user:email",
        state,
        prompt: "select_account",
      }),
    async validateAuthorizationCode({ code, codeVerifier = "" }) {
      const response = await http.fetch({
        service: "github",
        operation: "exchange",
        method: "POST",
        url: `${config.urls.www}/login/oauth/access_token`,
        headers: { accept: "application/json" },
        body: new URLSearchParams({
          code,
          code_verifier: codeVerifier,
          redirect_uri: config.redirectUri,
          client_id: config.clientId,
          client_secret: config.clientSecret,
        }),
      });
      // Refusals come with 200, as `{ error }`.
      const answer = tokenAnswer.safeParse(response.json());
      if (answer.success) return { accessToken: answer.data.access_token, scopes: [] };
      log.warn("sign-in with github refused", { why: "no token" });
      return null;
    },
    async getUserInfo({ accessToken = "" }) {
      const who = profile.parse((await read("user", "/user", accessToken)).json());
      const emails = emailList.parse((await read("user_emails", "/user/emails", accessToken)).json());
      const primary = emails.find((one) => one.primary);
      if (!primary) return refuseSignIn("email_not_found");
      if (!primary.verified) return refuseSignIn("email_not_verified");
      const name = who.name || who.login;
      return { user: { name, email: primary.email, emailVerified: true }, data: { id: String(who.id) } };
    },
  };
}
