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
import { findAccount, THREADS_ACCOUNTS } from "./accounts.ts";
import { MANDATORY_SCOPE, SCOPES } from "./scopes.ts";
import { type AuthorizationCode, FLAVOR, type ThreadsState } from "./state.ts";

/** Threads marks its redirects as Instagram does. */
const FRAGMENT = "#_";

interface AuthorizeRequest {
  clientId: string;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
}

/** Checks everything that makes the real dialog show an error page instead of redirecting. */
function readAuthorize(kit: Kit, url: URL): AuthorizeRequest {
  const clientId = url.searchParams.get("client_id") ?? "";
  if (clientId === "" || clientId !== kit.clients[FLAVOR]?.clientId)
    throw new AuthorizeError("Invalid app id", `No app has the client_id “${clientId}”.`);
  const redirectUri = url.searchParams.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(kit, redirectUri))
    throw new AuthorizeError(
      "URL blocked",
      `The redirect_uri “${redirectUri}” is not among the redirect callback URLs of the app.`,
    );
  if (url.searchParams.get("response_type") !== "code")
    throw new AuthorizeError("Invalid request", "response_type must be code.");
  const scopes = (url.searchParams.get("scope") ?? "").split(/[,\s]+/).filter((scope) => scope !== "");
  const invalid = scopes.filter((scope) => !(scope in SCOPES));
  if (invalid.length > 0)
    throw new AuthorizeError("Invalid scopes", `Invalid Scopes: ${invalid.join(", ")}.`);
  if (!scopes.includes(MANDATORY_SCOPE))
    throw new AuthorizeError("Invalid scopes", `${MANDATORY_SCOPE} is required with every other scope.`);
  return { clientId, redirectUri, state: url.searchParams.get("state") ?? undefined, scopes };
}

export function showConsent(kit: Kit, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const request = readAuthorize(kit, url);
    return consentPage({
      network: "Threads",
      theme: "threads",
      appName: "Huntaze",
      accounts: THREADS_ACCOUNTS.map(({ id, username, name, private: hidden }) => ({
        id,
        title: `@${username}`,
        subtitle: `${name} · ${hidden ? "private profile" : "public profile"}`,
      })),
      scopes: request.scopes.map((scope) => ({
        scope,
        label: SCOPES[scope] ?? scope,
        mandatory: scope === MANDATORY_SCOPE,
      })),
      action: url.pathname,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

export async function answerConsent(kit: Kit, state: ThreadsState, context: Context): Promise<Response> {
  try {
    return context.redirect(decide(kit, state, await consentForm(context)).redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

/** What the dialog does on Allow or Deny; the first profile of the list when nobody was named. */
export function decide(kit: Kit, state: ThreadsState, input: ConsentInput): { redirectTo: string } {
  const request = readAuthorize(kit, input.authorizeUrl);
  const account = input.account ? findAccount(input.account) : THREADS_ACCOUNTS[0];
  if (!account) throw new AuthorizeError("Unknown account", `No profile is called “${input.account}”.`);
  if (input.decision === "deny") return { redirectTo: denial(request) };
  const code: AuthorizationCode = {
    code: `AQ${randomLetters(1)}sandbox${randomLetters(160)}`,
    clientId: request.clientId,
    redirectUri: request.redirectUri,
    account: account.id,
    scopes: request.scopes.filter(
      (scope) => scope === MANDATORY_SCOPE || (input.scopes?.includes(scope) ?? true),
    ),
    issuedAt: kit.clock.now(),
  };
  kit.store.commit([state.codes.put(code.code, code)]);
  return { redirectTo: withParams(request.redirectUri, { code: code.code, state: request.state }, FRAGMENT) };
}

const denial = ({ redirectUri, state }: AuthorizeRequest): string =>
  withParams(
    redirectUri,
    {
      error: "access_denied",
      error_reason: "user_denied",
      error_description: "The user denied your request",
      state,
    },
    FRAGMENT,
  );
