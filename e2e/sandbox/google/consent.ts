import type { Context } from "hono";
import {
  AuthorizeError,
  authorizeErrorPage,
  consentForm,
  isRegisteredRedirect,
  withParams,
} from "../core/authorize.ts";
import { consentPage } from "../core/consent-page.ts";
import { randomLetters } from "../core/ids.ts";
import type { ConsentInput, Kit } from "../core/network.ts";
import { findGoogleAccount, GOOGLE_ACCOUNTS } from "./accounts.ts";
import { ISSUER } from "./id-token.ts";
import type { AuthorizationCode, GoogleState } from "./state.ts";

export const AUTHORIZE_PATH = "/accounts.google.com/o/oauth2/v2/auth";
export const FLAVOR = "web";

/** Asked for by short name, answered by address. */
export const SCOPE_NAMES: Record<string, string> = {
  openid: "openid",
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
};
const LABELS: Record<string, string> = {
  openid: "Who you are on Google",
  email: "Your e-mail address",
  profile: "Your name and picture",
};

type AuthorizeRequest = Omit<AuthorizationCode, "code" | "sub" | "issuedAt"> & { state: string | undefined };

const refused = (code: string): AuthorizeError =>
  new AuthorizeError("Access blocked: authorization error", `Error 400: ${code}`);

/** What makes Google show its own page instead of redirecting. */
function readAuthorize(kit: Kit, { searchParams: query }: URL): AuthorizeRequest {
  const clientId = query.get("client_id") ?? "";
  if (clientId === "" || clientId !== kit.clients[FLAVOR]?.clientId) throw refused("invalid_client");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(kit, redirectUri)) throw refused("redirect_uri_mismatch");
  if (query.get("response_type") !== "code") throw refused("invalid_request: response_type");
  const scopes = (query.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !(scope in SCOPE_NAMES))) throw refused("invalid_scope");
  const codeChallenge = query.get("code_challenge");
  if (codeChallenge !== null && query.get("code_challenge_method") !== "S256")
    throw refused("invalid_request: code_challenge_method");
  const nonce = query.get("nonce");
  return {
    clientId,
    redirectUri,
    scopes,
    state: query.get("state") ?? undefined,
    offline: query.get("access_type") === "offline",
    ...(nonce === null ? {} : { nonce }),
    ...(codeChallenge === null ? {} : { codeChallenge }),
  };
}

export function showConsent(kit: Kit, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const { scopes } = readAuthorize(kit, url);
    const selected = findGoogleAccount(url.searchParams.get("login_hint") ?? undefined);
    return consentPage({
      network: "Google",
      theme: "google",
      appName: "Huntaze",
      accounts: GOOGLE_ACCOUNTS.map(({ sub, email, name, emailVerified }) => ({
        id: sub,
        title: name,
        subtitle: `${email}${emailVerified ? "" : " · address not confirmed"}`,
      })),
      ...(selected ? { selected: selected.sub } : {}),
      scopes: scopes.map((scope) => ({ scope, label: LABELS[scope] ?? scope, mandatory: true })),
      action: AUTHORIZE_PATH,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

export async function answerConsent(kit: Kit, state: GoogleState, context: Context): Promise<Response> {
  try {
    const { redirectTo } = decide(kit, state, await consentForm(context));
    return context.redirect(redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

/** Allow makes a code, deny says so; both go back to where the request came from. */
export function decide(kit: Kit, state: GoogleState, input: ConsentInput): { redirectTo: string } {
  const { state: requestState, ...request } = readAuthorize(kit, input.authorizeUrl);
  if (input.decision === "deny") {
    const params = { error: "access_denied", state: requestState };
    return { redirectTo: withParams(request.redirectUri, params) };
  }
  const account = findGoogleAccount(input.account) ?? GOOGLE_ACCOUNTS[0];
  if (!account) throw refused("no account");
  const known = state.grants
    .values()
    .some(({ kind, sub, revokedAt }) => kind === "refresh" && sub === account.sub && revokedAt === undefined);
  const asksAgain = input.authorizeUrl.searchParams.get("prompt") === "consent";
  const code: AuthorizationCode = {
    ...request,
    code: `4/0A${randomLetters(60)}`,
    sub: account.sub,
    offline: request.offline && (!known || asksAgain),
    issuedAt: kit.clock.now(),
  };
  kit.store.commit([state.codes.put(code.code, code)]);
  const scope = request.scopes.map((one) => SCOPE_NAMES[one]).join(" ");
  const params = {
    state: requestState,
    iss: ISSUER,
    code: code.code,
    scope,
    authuser: "0",
    prompt: "consent",
  };
  return { redirectTo: withParams(request.redirectUri, params) };
}
