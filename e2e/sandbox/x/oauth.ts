import { createHash, timingSafeEqual } from "node:crypto";
import { randomHex } from "../core/ids.ts";
import { type Answer, type Call, type Operation, Refusal } from "../core/operation.ts";
import { jsonObject } from "../core/params.ts";
import { oauthAnswer } from "./errors.ts";
import type { AuthorizationCode, Grant, Here, RefreshToken } from "./state.ts";
import { ACCESS_LIFETIME_MS, issuePair, REFRESH_LIFETIME_MS } from "./tokens.ts";

const CODE_LIFETIME_MS = 30_000;

const refuse = (description: string, error = "invalid_request", status = 400): Refusal =>
  new Refusal(oauthAnswer(status, error, description));

/** A form by the documentation; X reads JSON as well, which is what npm's client sends. */
async function formOf(call: Call): Promise<URLSearchParams> {
  const bytes = Buffer.from(await call.bytes());
  if (!(call.headers.get("content-type") ?? "").includes("application/json"))
    return new URLSearchParams(bytes.toString());
  const body = jsonObject(bytes, () => refuse("The body is not a JSON object."));
  return new URLSearchParams(Object.entries(body).map(([key, value]) => [key, String(value)]));
}

/** A confidential client shows itself in the header, and nowhere else. */
function checkClient({ kit }: Here, call: Call): void {
  const given = /^Basic\s+(\S+)$/i.exec(call.headers.get("authorization") ?? "")?.[1];
  if (!given) throw refuse("Missing valid authorization header", "unauthorized_client", 401);
  const client = kit.clients.oauth2;
  const expected = Buffer.from(`${client?.clientId}:${client?.clientSecret}`);
  const shown = Buffer.from(given, "base64");
  if (!client || shown.length !== expected.length || !timingSafeEqual(shown, expected))
    throw refuse("Missing valid authorization header", "unauthorized_client", 401);
}

/** POST /2/oauth2/token: the grant_type tells a refresh from everything else. */
export async function tokenGrant(here: Here, call: Call): Promise<Operation> {
  const form = await formOf(call);
  return form.get("grant_type") === "refresh_token"
    ? { name: "refresh", handle: () => refreshTokens(here, call, form) }
    : { name: "exchange", handle: () => exchangeCode(here, call, form) };
}

/** Code → the first tokens. The code lives thirty seconds and opens once. */
function exchangeCode(here: Here, call: Call, form: URLSearchParams): Answer {
  const { kit, state } = here;
  checkClient(here, call);
  if (form.get("grant_type") !== "authorization_code")
    throw refuse("The grant_type is not supported.", "unsupported_grant_type");
  for (const field of ["code", "redirect_uri", "code_verifier"])
    if (!form.get(field)) throw refuse(`Missing required parameter [${field}].`);
  const code = state.codes.get(form.get("code") ?? "");
  const now = kit.clock.now();
  if (!code || code.usedAt !== undefined || now >= code.issuedAt + CODE_LIFETIME_MS)
    throw refuse("Value passed for the authorization code was invalid.");
  if (form.get("redirect_uri") !== code.redirectUri)
    throw refuse("Value passed for the redirect uri did not match the uri of the authorization code.");
  if (!verifies(code, form.get("code_verifier") ?? ""))
    throw refuse("Value passed for the code verifier did not match the code challenge.");
  const grant: Grant = {
    id: randomHex(8),
    accountId: code.accountId,
    scopes: code.scopes,
    grantedAt: now,
  };
  const pair = issuePair(here, grant);
  const used = state.codes.put(code.code, { ...code, usedAt: now });
  kit.store.commit([used, state.grants.put(grant.id, grant), ...pair.changes]);
  return tokenAnswer(grant, pair);
}

function verifies({ challenge, method }: AuthorizationCode, verifier: string): boolean {
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  const derived = method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  return derived === challenge;
}

const tokenAnswer = (grant: Grant, { access, refresh }: ReturnType<typeof issuePair>): Answer => ({
  status: 200,
  headers: { "cache-control": "no-store" },
  json: {
    token_type: "bearer",
    expires_in: ACCESS_LIFETIME_MS / 1000,
    access_token: access.token,
    scope: grant.scopes.join(" "),
    ...(refresh && { refresh_token: refresh.token }),
  },
});

/** Refresh token → a new pair. It opens once. */
function refreshTokens(here: Here, call: Call, form: URLSearchParams): Answer {
  const { kit, state } = here;
  checkClient(here, call);
  const given = form.get("refresh_token") ?? "";
  if (given === "") throw refuse("Missing required parameter [refresh_token].");
  const token = state.refreshTokens.get(given);
  const grant = token && state.grants.get(token.grantId);
  const now = kit.clock.now();
  if (!token || !grant || grant.revokedAt !== undefined || now >= token.issuedAt + REFRESH_LIFETIME_MS)
    throw refuse("Value passed for the token was invalid.");
  if (isSpent(here, token)) {
    call.note("reuse of a rotated refresh token");
    throw refuse("Value passed for the token was invalid.");
  }
  const pair = issuePair(here, grant);
  const rotated: RefreshToken = { ...token, rotatedAt: token.rotatedAt ?? now };
  kit.store.commit([state.refreshTokens.put(token.token, rotated), ...pair.changes]);
  return tokenAnswer(grant, pair);
}

const isSpent = ({ kit }: Here, { rotatedAt }: RefreshToken): boolean =>
  rotatedAt !== undefined && kit.clock.now() >= rotatedAt + kit.settings().refreshGraceMs;

/** POST /2/oauth2/revoke: either token ends the consent it came from. */
export async function revokeToken(here: Here, call: Call): Promise<Answer> {
  const { kit, state } = here;
  const form = await formOf(call);
  checkClient(here, call);
  const text = form.get("token") ?? "";
  if (text === "") throw refuse("Missing required parameter [token].");
  const token = state.accessTokens.get(text) ?? state.refreshTokens.get(text);
  const grant = token && state.grants.get(token.grantId);
  if (grant && grant.revokedAt === undefined)
    kit.store.commit([state.grants.put(grant.id, { ...grant, revokedAt: kit.clock.now() })]);
  return { status: 200, json: { revoked: true } };
}
