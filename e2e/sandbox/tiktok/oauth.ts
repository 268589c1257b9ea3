import { createHash, timingSafeEqual } from "node:crypto";
import { randomHex } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, type Operation, Refusal } from "../core/operation.ts";
import { type OAuthCode, oauthAnswer } from "./errors.ts";
import { revokeGrants } from "./revoke.ts";
import type { AuthorizationCode, Grant, RefreshToken, TikTokState } from "./state.ts";
import { issuePair, LIFETIMES_MS, type TokenPair } from "./tokens.ts";

/** TikTok's codes live ten minutes. */
const CODE_LIFETIME_MS = 10 * 60_000;

/** Errors come with 400 or, as the settings say, with 200: only the body tells. */
const refuse = (kit: Kit, code: OAuthCode, description: string): Refusal =>
  new Refusal(oauthAnswer(kit.clock.now(), kit.settings().oauthErrorStatus, code, description));

async function readForm(kit: Kit, call: Call): Promise<URLSearchParams> {
  const type = call.headers.get("content-type") ?? "";
  if (!type.includes("application/x-www-form-urlencoded")) {
    throw refuse(
      kit,
      "invalid_request",
      "Only `application/x-www-form-urlencoded` is accepted as Content-Type.",
    );
  }
  return new URLSearchParams(Buffer.from(await call.bytes()).toString());
}

function checkClient(kit: Kit, form: URLSearchParams): string {
  const client = kit.clients["login-kit"];
  const given = Buffer.from(form.get("client_secret") ?? "");
  const secret = Buffer.from(client?.clientSecret ?? "");
  const sameSecret = secret.length > 0 && given.length === secret.length && timingSafeEqual(given, secret);
  if (form.get("client_key") !== client?.clientId || !sameSecret) {
    throw refuse(kit, "invalid_client", "Client key or secret is incorrect.");
  }
  return client?.clientId ?? "";
}

/** POST /v2/oauth/token/: the grant_type tells a refresh from everything else. */
export async function tokenGrant(kit: Kit, state: TikTokState, call: Call): Promise<Operation> {
  const form = new URLSearchParams(Buffer.from(await call.bytes()).toString());
  return form.get("grant_type") === "refresh_token"
    ? { name: "refresh", handle: () => refreshTokens(kit, state, call) }
    : { name: "exchange", handle: () => exchangeCode(kit, state, call) };
}

/** Code → the first pair of tokens. */
async function exchangeCode(kit: Kit, state: TikTokState, call: Call): Promise<Answer> {
  const form = await readForm(kit, call);
  const clientKey = checkClient(kit, form);
  if (form.get("grant_type") !== "authorization_code") {
    throw refuse(kit, "unsupported_grant_type", "The grant_type is not supported.");
  }
  const code = state.codes.get(form.get("code") ?? "");
  if (!code || code.clientKey !== clientKey)
    throw refuse(kit, "invalid_grant", "Authorization code is invalid.");
  if (code.usedAt !== undefined) throw refuse(kit, "invalid_grant", "Authorization code is already used.");
  if (kit.clock.now() >= code.issuedAt + CODE_LIFETIME_MS) {
    throw refuse(kit, "invalid_grant", "Authorization code is expired.");
  }
  if (form.get("redirect_uri") !== code.redirectUri) {
    throw refuse(kit, "invalid_request", "Redirect_uri is not matched with the uri when requesting code.");
  }
  checkVerifier(kit, code, form.get("code_verifier"));
  return tokenAnswer(kit, ...newGrant(kit, state, code));
}

/** TikTok's deviation: the challenge is the hexadecimal SHA-256, not RFC 7636's base64url. */
function checkVerifier(kit: Kit, code: AuthorizationCode, verifier: string | null): void {
  if (code.codeChallenge === undefined) return;
  const expected = createHash("sha256")
    .update(verifier ?? "")
    .digest("hex");
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier ?? "") || expected !== code.codeChallenge.toLowerCase()) {
    throw refuse(kit, "invalid_request", "Code verifier or code challenge is invalid.");
  }
}

function newGrant(kit: Kit, state: TikTokState, code: AuthorizationCode): [Grant, TokenPair] {
  const now = kit.clock.now();
  const grant: Grant = {
    id: randomHex(8),
    openId: code.openId,
    clientKey: code.clientKey,
    scopes: code.scopes,
    grantedAt: now,
    refreshExpiresAt: now + LIFETIMES_MS[kit.settings().tokenLifetimes].refresh,
  };
  const pair = issuePair(kit, state, grant);
  const used = state.codes.put(code.code, { ...code, usedAt: now });
  kit.store.commit([used, state.grants.put(grant.id, grant), ...pair.changes]);
  return [grant, pair];
}

function tokenAnswer(kit: Kit, grant: Grant, { access, refresh }: TokenPair): Answer {
  const seconds = (until: number) => Math.round((until - kit.clock.now()) / 1000);
  return {
    status: 200,
    headers: { "cache-control": "no-store" },
    json: {
      access_token: access.token,
      expires_in: seconds(access.expiresAt),
      open_id: grant.openId,
      refresh_expires_in: seconds(grant.refreshExpiresAt),
      refresh_token: refresh.token,
      scope: grant.scopes.join(","),
      token_type: "Bearer",
    },
  };
}

/** Refresh token → a new pair, the old refresh token dies. */
async function refreshTokens(kit: Kit, state: TikTokState, call: Call): Promise<Answer> {
  const form = await readForm(kit, call);
  checkClient(kit, form);
  const token = state.refreshTokens.get(form.get("refresh_token") ?? "");
  const grant = token && state.grants.get(token.grantId);
  const now = kit.clock.now();
  const dead = !token || !grant || grant.revokedAt !== undefined || grant.refreshExpiresAt <= now;
  if (dead || isSpent(kit, token)) {
    if (token?.rotatedAt !== undefined) call.note("reuse of a rotated refresh token");
    throw refuse(kit, "invalid_grant", "Refresh token is invalid or expired.");
  }
  const pair = issuePair(kit, state, grant);
  const rotated: RefreshToken = { ...token, rotatedAt: token.rotatedAt ?? now };
  kit.store.commit([state.refreshTokens.put(token.token, rotated), ...pair.changes]);
  return tokenAnswer(kit, grant, pair);
}

const isSpent = (kit: Kit, { rotatedAt }: RefreshToken): boolean =>
  rotatedAt !== undefined && kit.clock.now() >= rotatedAt + kit.settings().refreshGraceMs;

/** POST /v2/oauth/revoke/: an empty 200, and a webhook saying that the developer did it. */
export async function revokeToken(kit: Kit, state: TikTokState, call: Call): Promise<Answer> {
  const form = await readForm(kit, call);
  checkClient(kit, form);
  const text = form.get("token") ?? "";
  const token = state.accessTokens.get(text) ?? state.refreshTokens.get(text);
  const grant = token && state.grants.get(token.grantId);
  if (!grant || grant.revokedAt !== undefined) throw refuse(kit, "invalid_request", "Token is invalid.");
  revokeGrants(kit, state, [grant], 5);
  return { status: 200, text: "" };
}
