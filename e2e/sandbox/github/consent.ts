import type { Context } from "hono";
import {
  AuthorizeError,
  authorizeErrorPage,
  consentForm,
  isRegisteredRedirect,
  withParams,
} from "../core/authorize.ts";
import { consentPage } from "../core/consent-page.ts";
import { randomHex } from "../core/ids.ts";
import type { ConsentInput, Kit } from "../core/network.ts";
import { findGitHubAccount, GITHUB_ACCOUNTS } from "./accounts.ts";
import type { AuthorizationCode, GitHubState } from "./state.ts";

export const AUTHORIZE_PATH = "/github.com/login/oauth/authorize";
export const FLAVOR = "oauth-app";

const SCOPES: Record<string, string> = {
  "read:user": "Your profile",
  "user:email": "Your e-mail addresses",
};

type AuthorizeRequest = Omit<AuthorizationCode, "code" | "login" | "issuedAt"> & {
  state: string | undefined;
};

/** An unknown client is a 404 page; a wrong address comes back to the registered one, which the sandbox shows as a page. */
function readAuthorize(kit: Kit, { searchParams: query }: URL): AuthorizeRequest {
  const clientId = query.get("client_id") ?? "";
  if (clientId === "" || clientId !== kit.clients[FLAVOR]?.clientId)
    throw new AuthorizeError("Not found", "This is not the web page you are looking for.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(kit, redirectUri))
    throw new AuthorizeError("Be careful!", "The redirect_uri is not associated with this application.");
  const codeChallenge = query.get("code_challenge");
  if (codeChallenge !== null && query.get("code_challenge_method") !== "S256")
    throw new AuthorizeError("Bad request", "The code challenge method must be S256.");
  return {
    clientId,
    redirectUri,
    // GitHub ignores what it does not know and grants the rest.
    scopes: (query.get("scope") ?? "").split(/[ ,]+/).filter((scope) => scope in SCOPES),
    state: query.get("state") ?? undefined,
    ...(codeChallenge === null ? {} : { codeChallenge }),
  };
}

export function showConsent(kit: Kit, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const { scopes } = readAuthorize(kit, url);
    return consentPage({
      network: "GitHub",
      theme: "github",
      appName: "Huntaze",
      accounts: GITHUB_ACCOUNTS.map(({ login, name, emails }) => ({
        id: login,
        title: login,
        subtitle: [name, describe(emails)].filter(Boolean).join(" · "),
      })),
      scopes: scopes.map((scope) => ({ scope, label: SCOPES[scope] ?? scope, mandatory: true })),
      action: AUTHORIZE_PATH,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

const describe = (emails: { email: string; primary: boolean; verified: boolean }[]): string => {
  const primary = emails.find((one) => one.primary);
  if (!primary) return "no e-mail address";
  return primary.verified ? primary.email : `${primary.email}, not confirmed`;
};

export async function answerConsent(kit: Kit, state: GitHubState, context: Context): Promise<Response> {
  try {
    const { redirectTo } = decide(kit, state, await consentForm(context));
    return context.redirect(redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

export function decide(kit: Kit, state: GitHubState, input: ConsentInput): { redirectTo: string } {
  const { state: requestState, ...request } = readAuthorize(kit, input.authorizeUrl);
  if (input.decision === "deny")
    return {
      redirectTo: withParams(request.redirectUri, {
        error: "access_denied",
        error_description: "The user has denied your application access.",
        error_uri:
          "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors",
        state: requestState,
      }),
    };
  const account = findGitHubAccount(input.account) ?? GITHUB_ACCOUNTS[0];
  if (!account) throw new AuthorizeError("Not found", "There is no such account.");
  const code = { ...request, code: randomHex(10), login: account.login, issuedAt: kit.clock.now() };
  kit.store.commit([state.codes.put(code.code, code)]);
  return { redirectTo: withParams(request.redirectUri, { code: code.code, state: requestState }) };
}
