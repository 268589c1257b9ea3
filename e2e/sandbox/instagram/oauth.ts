import { timingSafeEqual } from "node:crypto";
import { bareNumber } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, type Operation, Refusal } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { graphError, invalidParameter, missingParameter, oauthAnswer } from "../meta/graph-error.ts";
import { accountById } from "./accounts.ts";
import type { AuthorizationCode, Flavor, InstagramState, Token } from "./state.ts";
import { LIFETIME_MS, liveToken, newToken, REFRESH_MIN_AGE_MS, secondsLeft } from "./tokens.ts";

function sameSecret(kit: Kit, flavor: Flavor, given: string | undefined): boolean {
  const expected = Buffer.from(kit.clients[flavor]?.clientSecret ?? "");
  const actual = Buffer.from(given ?? "");
  return expected.length > 0 && expected.length === actual.length && timingSafeEqual(expected, actual);
}

type CodeProblem = "unknown" | "used" | "expired" | "redirect";

/** Looks a code up without spending it. */
function checkCode(
  kit: Kit,
  state: InstagramState,
  flavor: Flavor,
  given: { code: string | undefined; redirectUri: string | undefined; clientId: string },
): { code: AuthorizationCode } | { problem: CodeProblem } {
  const code = state.codes.get(given.code ?? "");
  if (!code || code.flavor !== flavor || code.clientId !== given.clientId) return { problem: "unknown" };
  if (code.usedAt !== undefined) return { problem: "used" };
  if (kit.clock.now() >= code.issuedAt + LIFETIME_MS[flavor].code) return { problem: "expired" };
  return code.redirectUri === given.redirectUri ? { code } : { problem: "redirect" };
}

function spendCode(kit: Kit, state: InstagramState, code: AuthorizationCode): Token {
  const token = newToken(kit, code, "short");
  kit.store.commit([
    state.codes.put(code.code, { ...code, usedAt: kit.clock.now() }),
    state.tokens.put(token.token, token),
  ]);
  return token;
}

const INSTAGRAM_CODE_ERRORS: Record<CodeProblem, string> = {
  unknown: "Invalid authorization code",
  used: "This authorization code has been used",
  expired: "This authorization code has expired",
  redirect:
    "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
};

/** POST api.instagram.com/oauth/access_token: code → one-hour token. */
export async function exchangeInstagramCode(kit: Kit, state: InstagramState, call: Call): Promise<Answer> {
  const refuse = (message: string) => new Refusal(oauthAnswer(400, message));
  const params = await readParams(call, () => refuse("Invalid request body"));
  const clientId = params.get("client_id") ?? "";
  if (clientId !== kit.clients["instagram-login"]?.clientId) throw refuse("Invalid platform app");
  if (!sameSecret(kit, "instagram-login", params.get("client_secret"))) {
    throw refuse("Error validating client secret");
  }
  if (params.get("grant_type") !== "authorization_code") throw refuse("Invalid grant_type");
  const found = checkCode(kit, state, "instagram-login", {
    code: params.get("code"),
    redirectUri: params.get("redirect_uri"),
    clientId,
  });
  if ("problem" in found) throw refuse(INSTAGRAM_CODE_ERRORS[found.problem]);
  const token = spendCode(kit, state, found.code);
  const userId = accountById(token.holder)?.appScopedId ?? token.holder;
  const shared = { access_token: token.token };
  return kit.settings().exchangeShape === "documented"
    ? { status: 200, json: { data: [{ ...shared, user_id: userId, permissions: token.scopes.join(",") }] } }
    : { status: 200, json: { ...shared, user_id: bareNumber(userId), permissions: token.scopes } };
}

/** GET graph.instagram.com/access_token?grant_type=ig_exchange_token: one hour → sixty days. */
export async function longLivedInstagramToken(kit: Kit, state: InstagramState, call: Call): Promise<Answer> {
  const params = await readParams(call, () => invalidParameter("Invalid request body"));
  if (params.get("grant_type") !== "ig_exchange_token") throw invalidParameter("Unsupported grant_type");
  if (!sameSecret(kit, "instagram-login", params.get("client_secret"))) {
    throw graphError({ code: 1, message: "Error validating client secret." });
  }
  const short = liveToken(kit, state, params.get("access_token") ?? "", "instagram-login");
  if (short.kind !== "short") throw invalidParameter("The access token is already long-lived.");
  return issueLong(kit, state, short, false);
}

/** GET graph.instagram.com/refresh_access_token: a day old, alive, basic permission; the old one stays valid. */
export async function refreshInstagramToken(kit: Kit, state: InstagramState, call: Call): Promise<Answer> {
  const params = await readParams(call, () => invalidParameter("Invalid request body"));
  if (params.get("grant_type") !== "ig_refresh_token") throw invalidParameter("Unsupported grant_type");
  const token = liveToken(kit, state, params.get("access_token") ?? "", "instagram-login");
  if (token.kind !== "long" || kit.clock.now() - token.issuedAt < REFRESH_MIN_AGE_MS) {
    throw graphError({
      code: 10,
      message: "(#10) The access token must be long-lived and at least 24 hours old to be refreshed.",
    });
  }
  return issueLong(kit, state, token, true);
}

function issueLong(kit: Kit, state: InstagramState, from: Token, withPermissions: boolean): Answer {
  const token = newToken(kit, from, "long");
  kit.store.commit([state.tokens.put(token.token, token)]);
  const permissions = withPermissions ? { permissions: token.scopes.join(",") } : {};
  return {
    status: 200,
    json: {
      access_token: token.token,
      token_type: "bearer",
      expires_in: secondsLeft(kit, token),
      ...permissions,
    },
  };
}

const FACEBOOK_CODE_ERRORS: Record<CodeProblem, { subcode?: number; message: string }> = {
  unknown: { message: "Invalid verification code format." },
  used: { subcode: 36009, message: "This authorization code has been used." },
  expired: { subcode: 36007, message: "This authorization code has expired." },
  redirect: {
    subcode: 36008,
    message:
      "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
  },
};

/** GET|POST graph.facebook.com/oauth/access_token: a code, or a live token to be made long. */
export async function facebookGrant(kit: Kit, state: InstagramState, call: Call): Promise<Operation> {
  const params = await readParams(call, () => invalidParameter("Invalid request body"));
  return params.get("grant_type") === "fb_exchange_token"
    ? { name: "long_lived", handle: () => longLivedFacebookToken(kit, state, params) }
    : { name: "exchange", handle: () => exchangeFacebookCode(kit, state, params) };
}

function exchangeFacebookCode(kit: Kit, state: InstagramState, params: Map<string, string>): Answer {
  checkFacebookClient(kit, params);
  const code = params.get("code");
  if (code === undefined) throw missingParameter("code");
  const given = { code, redirectUri: params.get("redirect_uri"), clientId: params.get("client_id") ?? "" };
  const found = checkCode(kit, state, "facebook-login", given);
  if ("problem" in found) throw graphError({ code: 100, ...FACEBOOK_CODE_ERRORS[found.problem] });
  return bearer(kit, spendCode(kit, state, found.code));
}

/** Any live user token becomes one of sixty days. */
function longLivedFacebookToken(kit: Kit, state: InstagramState, params: Map<string, string>): Answer {
  checkFacebookClient(kit, params);
  const text = params.get("fb_exchange_token");
  if (text === undefined) throw missingParameter("fb_exchange_token");
  const user = liveToken(kit, state, text, "facebook-login");
  if (user.kind === "page") throw invalidParameter("fb_exchange_token must be a user access token");
  const token = newToken(kit, user, "long");
  kit.store.commit([state.tokens.put(token.token, token)]);
  return bearer(kit, token);
}

function checkFacebookClient(kit: Kit, params: Map<string, string>): void {
  const clientId = params.get("client_id") ?? "";
  if (clientId === "") throw graphError({ code: 101, message: "Missing client_id parameter." });
  if (clientId !== kit.clients["facebook-login"]?.clientId) {
    throw graphError({
      code: 101,
      message: "Error validating application. Cannot get application info due to a system error.",
    });
  }
  if (!sameSecret(kit, "facebook-login", params.get("client_secret"))) {
    throw graphError({ code: 1, message: "Error validating client secret." });
  }
}

const bearer = (kit: Kit, token: Token): Answer => ({
  status: 200,
  json: { access_token: token.token, token_type: "bearer", expires_in: secondsLeft(kit, token) },
});
