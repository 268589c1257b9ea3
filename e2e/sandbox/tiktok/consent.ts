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
import { findAccount, TIKTOK_ACCOUNTS } from "./accounts.ts";
import type { AuthorizationCode, TikTokState } from "./state.ts";

export const SCOPES: Record<string, string> = {
  "user.info.basic": "Your profile picture and display name",
  "user.info.profile": "Your profile details",
  "user.info.stats": "Your follower and like counts",
  "video.list": "Your public videos",
  "video.publish": "Post content to your profile",
  "video.upload": "Upload content to your drafts",
};

interface AuthorizeRequest {
  clientKey: string;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
  codeChallenge?: string;
}

const isLoopback = (redirectUri: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(redirectUri).hostname);

/** Checks everything that makes the real page show an error instead of redirecting. */
function readAuthorize(kit: Kit, url: URL): AuthorizeRequest {
  const query = url.searchParams;
  const clientKey = query.get("client_key") ?? "";
  if (clientKey === "" || clientKey !== kit.clients["login-kit"]?.clientId) {
    throw new AuthorizeError("Something went wrong", "We couldn’t log in with TikTok: client_key.");
  }
  const redirectUri = query.get("redirect_uri") ?? "";
  if (
    !isRegisteredRedirect(kit, redirectUri) ||
    new URL(redirectUri).search !== "" ||
    redirectUri.length >= 512
  ) {
    throw new AuthorizeError("Something went wrong", "We couldn’t log in with TikTok: redirect_uri.");
  }
  if (query.get("response_type") !== "code") {
    throw new AuthorizeError("Something went wrong", "We couldn’t log in with TikTok: response_type.");
  }
  const scopes = (query.get("scope") ?? "").split(",").filter((scope) => scope !== "");
  if (scopes.length === 0 || scopes.some((scope) => !(scope in SCOPES))) {
    throw new AuthorizeError("Something went wrong", "We couldn’t log in with TikTok: scope.");
  }
  const codeChallenge = readChallenge(query, redirectUri);
  return {
    clientKey,
    redirectUri,
    scopes,
    state: query.get("state") ?? undefined,
    ...(codeChallenge !== undefined && { codeChallenge }),
  };
}

/** Desktop apps, known by their loopback redirect, must bring a challenge; the method is S256 or nothing. */
function readChallenge(query: URLSearchParams, redirectUri: string): string | undefined {
  const challenge = query.get("code_challenge") ?? "";
  if (challenge === "") {
    if (!isLoopback(redirectUri)) return undefined;
    throw new AuthorizeError("Something went wrong", "We couldn’t log in with TikTok: code_challenge.");
  }
  if (query.get("code_challenge_method") !== "S256") {
    throw new AuthorizeError(
      "Something went wrong",
      "We couldn’t log in with TikTok: code_challenge_method.",
    );
  }
  return challenge;
}

export function showConsent(kit: Kit, context: Context): Response {
  try {
    const url = new URL(context.req.url);
    const request = readAuthorize(kit, url);
    return consentPage({
      network: "TikTok",
      theme: "tiktok",
      appName: "Huntaze",
      accounts: TIKTOK_ACCOUNTS.map(({ openId, username, displayName, isPrivate }) => ({
        id: openId,
        title: `@${username}`,
        subtitle: `${displayName} · ${isPrivate ? "private account" : "public account"}`,
      })),
      scopes: request.scopes.map((scope) => ({
        scope,
        label: SCOPES[scope] ?? scope,
        mandatory: scope === "user.info.basic",
      })),
      action: url.pathname,
      authorizeUrl: url.href,
    });
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

export async function answerConsent(kit: Kit, state: TikTokState, context: Context): Promise<Response> {
  try {
    return context.redirect(decide(kit, state, await consentForm(context)).redirectTo, 302);
  } catch (error) {
    return authorizeErrorPage(error);
  }
}

/** What the page does on Allow or Deny. */
export function decide(kit: Kit, state: TikTokState, input: ConsentInput): { redirectTo: string } {
  const request = readAuthorize(kit, input.authorizeUrl);
  if (input.decision === "deny") {
    return {
      redirectTo: withParams(request.redirectUri, {
        error: "access_denied",
        error_type: "user_cancelled",
        error_description: "The user denied the authorization request",
        state: request.state,
      }),
    };
  }
  const account = input.account ? findAccount(input.account) : TIKTOK_ACCOUNTS[0];
  if (!account) throw new AuthorizeError("Unknown account", `No account is called “${input.account}”.`);
  const scopes = request.scopes.filter(
    (scope) => input.scopes === undefined || input.scopes.includes(scope) || scope === "user.info.basic",
  );
  const code: AuthorizationCode = {
    code: `sandbox${randomLetters(60)}*0!${randomLetters(4)}.e1`,
    clientKey: request.clientKey,
    redirectUri: request.redirectUri,
    openId: account.openId,
    scopes,
    codeChallenge: request.codeChallenge,
    issuedAt: kit.clock.now(),
  };
  kit.store.commit([state.codes.put(code.code, code)]);
  const params = { code: code.code, scopes: scopes.join(","), state: request.state };
  return { redirectTo: withParams(request.redirectUri, params) };
}
