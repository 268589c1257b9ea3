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
import { findAccount, X_ACCOUNTS } from "./accounts.ts";
import type { AuthorizationCode, Here } from "./state.ts";

export const SCOPES: Readonly<Record<string, string>> = {
  "tweet.read": "All the posts you can see, including those of protected accounts",
  "tweet.write": "Post and delete posts for you",
  "users.read": "Any account you can see, including protected accounts",
  "media.write": "Upload media for you",
  "offline.access": "Stay connected to your account until you revoke access",
};

const LONGEST_STATE = 500;

interface AuthorizeRequest {
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
  challenge: string;
  method: "s256" | "plain";
}

const wrong = (parameter: string): AuthorizeError =>
  new AuthorizeError(
    "Something went wrong",
    `You weren’t able to give access to the App. Go back and try logging in again. (${parameter})`,
  );

/** Checks everything that makes the real page show an error in place of a redirect. */
function readAuthorize(kit: Kit, url: URL): AuthorizeRequest {
  const query = url.searchParams;
  const clientId = query.get("client_id") ?? "";
  if (clientId === "" || clientId !== kit.clients.oauth2?.clientId) throw wrong("client_id");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(kit, redirectUri)) throw wrong("redirect_uri");
  if (query.get("response_type") !== "code") throw wrong("response_type");
  const state = query.get("state") ?? undefined;
  if (state === undefined || state === "" || state.length > LONGEST_STATE) throw wrong("state");
  const scopes = (query.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !Object.hasOwn(SCOPES, scope))) throw wrong("scope");
  const challenge = query.get("code_challenge") ?? "";
  // X takes the name in lower case too, as some clients send it.
  const method = (query.get("code_challenge_method") ?? "plain").toLowerCase();
  if (challenge === "") throw wrong("code_challenge");
  if (method !== "s256" && method !== "plain") throw wrong("code_challenge_method");
  return { redirectUri, state, scopes, challenge, method };
}

export function showConsent({ kit }: Here, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const request = readAuthorize(kit, url);
    return consentPage({
      network: "X",
      theme: "x",
      appName: "Huntaze",
      accounts: X_ACCOUNTS.map((account) => ({
        id: account.id,
        title: `@${account.username}`,
        subtitle: `${account.name} · ${account.protected ? "protected account" : "public account"}`,
      })),
      // X knows all or nothing: no permission can be taken out.
      scopes: request.scopes.map((scope) => ({ scope, label: SCOPES[scope] ?? scope, mandatory: true })),
      action: url.pathname,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

export async function answerConsent(here: Here, context: Context): Promise<Response> {
  try {
    return context.redirect(decide(here, await consentForm(context)).redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

/** What the page does on Allow or Deny. */
export function decide({ kit, state }: Here, input: ConsentInput): { redirectTo: string } {
  const request = readAuthorize(kit, input.authorizeUrl);
  if (input.decision === "deny")
    return {
      redirectTo: withParams(request.redirectUri, { error: "access_denied", state: request.state }),
    };
  const account = input.account ? findAccount(input.account) : X_ACCOUNTS[0];
  if (!account) throw new AuthorizeError("Unknown account", `No account is called “${input.account}”.`);
  const code: AuthorizationCode = {
    code: `sbx-x-code-${randomLetters(64)}`,
    redirectUri: request.redirectUri,
    accountId: account.id,
    scopes: request.scopes.filter((scope) => input.scopes === undefined || input.scopes.includes(scope)),
    challenge: request.challenge,
    method: request.method,
    issuedAt: kit.clock.now(),
  };
  kit.store.commit([state.codes.put(code.code, code)]);
  return { redirectTo: withParams(request.redirectUri, { state: request.state, code: code.code }) };
}
