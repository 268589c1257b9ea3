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
import { findAccount, REDDIT_ACCOUNTS } from "./accounts.ts";
import type { AuthorizationCode, RedditState } from "./state.ts";

export const FLAVOR = "web-app";

/** https://www.reddit.com/api/v1/scopes */
export const SCOPES: Record<string, string> = {
  identity: "Access my reddit username and signup date.",
  submit: "Submit links and comments from my account.",
  history: "Access my voting history and comments or submissions I've saved or hidden.",
  read: "Access posts and comments through my account.",
  flair: "Select my subreddit flair. Change link flair on my submissions.",
  mysubreddits: "Access the list of subreddits I moderate, contribute to, and subscribe to.",
  edit: "Edit and delete my comments and submissions.",
  vote: "Submit and change my votes on comments and submissions.",
  privatemessages: "Access my inbox and send private messages to other users.",
};

interface AuthorizeRequest {
  redirectUri: string;
  state: string;
  scopes: string[];
  permanent: boolean;
  /** Told to the app by redirect rather than to the person. */
  error?: string;
}

/** Wrong clients and addresses end in a page; everything else goes back to the app. */
function readAuthorize(kit: Kit, url: URL): AuthorizeRequest {
  const query = url.searchParams;
  if (query.get("client_id") !== kit.clients[FLAVOR]?.clientId)
    throw new AuthorizeError("bad request (reddit.com)", "you sent an invalid request: invalid client id.");
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(kit, redirectUri))
    throw new AuthorizeError(
      "bad request (reddit.com)",
      "you sent an invalid request: invalid redirect_uri parameter.",
    );
  // Spaces by the standard; commas are taken as well.
  const scopes = (query.get("scope") ?? "").split(/[\s,]+/).filter((scope) => scope !== "");
  const duration = query.get("duration") ?? "temporary";
  const error = errorOf(query, scopes, duration);
  return {
    redirectUri,
    state: query.get("state") ?? "",
    scopes,
    permanent: duration === "permanent",
    ...(error ? { error } : {}),
  };
}

function errorOf(query: URLSearchParams, scopes: string[], duration: string): string | undefined {
  if (query.get("response_type") !== "code") return "unsupported_response_type";
  if (scopes.length === 0 || scopes.some((scope) => !(scope in SCOPES))) return "invalid_scope";
  const known = duration === "permanent" || duration === "temporary";
  return known && (query.get("state") ?? "") !== "" ? undefined : "invalid_request";
}

export function showConsent(kit: Kit, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const request = readAuthorize(kit, url);
    if (request.error) return context.redirect(refused(request, request.error), 302);
    return consentPage({
      network: "Reddit",
      theme: "reddit",
      appName: "Huntaze",
      accounts: REDDIT_ACCOUNTS.map(({ id, name, suspended, waitMinutes }) => ({
        id,
        title: `u/${name}`,
        subtitle: suspended ? "suspended" : waitMinutes > 0 ? "new account" : "member",
      })),
      // Reddit grants everything that is asked for, or nothing.
      scopes: request.scopes.map((scope) => ({ scope, label: SCOPES[scope] ?? scope, mandatory: true })),
      action: url.pathname,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

export async function answerConsent(kit: Kit, state: RedditState, context: Context): Promise<Response> {
  try {
    return context.redirect(decide(kit, state, await consentForm(context)).redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

const refused = ({ redirectUri, state }: AuthorizeRequest, error: string): string =>
  withParams(redirectUri, { state, error });

/** What the page does on Allow or Deny. A code comes with `#_` behind it. */
export function decide(kit: Kit, state: RedditState, input: ConsentInput): { redirectTo: string } {
  const request = readAuthorize(kit, input.authorizeUrl);
  if (request.error) return { redirectTo: refused(request, request.error) };
  if (input.decision === "deny") return { redirectTo: refused(request, "access_denied") };
  const account = input.account ? findAccount(input.account) : REDDIT_ACCOUNTS[0];
  if (!account) throw new AuthorizeError("Unknown account", `No account is called “${input.account}”.`);
  const code: AuthorizationCode = {
    code: `${randomLetters(27)}-${randomLetters(4)}`,
    redirectUri: request.redirectUri,
    accountId: account.id,
    scopes: request.scopes,
    permanent: request.permanent,
    issuedAt: kit.clock.now(),
  };
  kit.store.commit([state.codes.put(code.code, code)]);
  return {
    redirectTo: withParams(request.redirectUri, { state: request.state, code: code.code }, "#_"),
  };
}
