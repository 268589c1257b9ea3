import { createHash, timingSafeEqual } from "node:crypto";
import { randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, type Operation, Refusal } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { findGoogleAccount, type GoogleAccount } from "./accounts.ts";
import { FLAVOR, SCOPE_NAMES } from "./consent.ts";
import { idToken } from "./id-token.ts";
import type { SigningKeys } from "./keys.ts";
import type { AuthorizationCode, GoogleState, Grant } from "./state.ts";

export interface GoogleDeps {
  kit: Kit;
  state: GoogleState;
  keys: SigningKeys;
}

const CODE_LIFETIME_MS = 10 * 60_000;
const ACCESS_LIFETIME_S = 3_599;

export const errorAnswer = (status: number, error: string, description: string): Answer => ({
  status,
  json: { error, error_description: description },
});
const refuse = (status: number, error: string, description: string): Refusal =>
  new Refusal(errorAnswer(status, error, description));
const badRequest = (): Refusal => refuse(400, "invalid_grant", "Bad Request");

const same = (a: string, b: string): boolean => {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(left as Buffer, right as Buffer);
};

/** Secret in the form, or as Basic authentication. */
function checkClient(kit: Kit, call: Call, form: Map<string, string>): string {
  const basic = /^Basic (.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1];
  const decoded = basic === undefined ? undefined : Buffer.from(basic, "base64").toString();
  const [basicId, basicSecret] = (decoded ?? "").split(":").map(decodeURIComponent);
  const id = basicId || form.get("client_id") || "";
  const secret = basicSecret ?? form.get("client_secret") ?? "";
  const client = kit.clients[FLAVOR];
  if (!client || id !== client.clientId)
    throw refuse(401, "invalid_client", "The OAuth client was not found.");
  if (!same(secret, client.clientSecret)) throw refuse(401, "invalid_client", "Unauthorized");
  return id;
}

/** POST https://oauth2.googleapis.com/token */
export async function tokenGrant(deps: GoogleDeps, call: Call): Promise<Operation> {
  const form = await readParams(call, () => refuse(400, "invalid_request", "Bad Request"));
  return form.get("grant_type") === "refresh_token"
    ? { name: "refresh", handle: () => refresh(deps, call, form) }
    : { name: "exchange", handle: () => exchange(deps, call, form) };
}

function exchange({ kit, state, keys }: GoogleDeps, call: Call, form: Map<string, string>): Answer {
  const clientId = checkClient(kit, call, form);
  if (form.get("grant_type") !== "authorization_code")
    throw refuse(400, "unsupported_grant_type", `Invalid grant_type: ${form.get("grant_type") ?? ""}`);
  const code = state.codes.get(form.get("code") ?? "");
  const dead = !code || code.usedAt !== undefined || kit.clock.now() >= code.issuedAt + CODE_LIFETIME_MS;
  if (dead || code.clientId !== clientId) throw badRequest();
  if (form.get("redirect_uri") !== code.redirectUri)
    throw refuse(400, "redirect_uri_mismatch", "Bad Request");
  checkVerifier(code, form.get("code_verifier"));
  const account = accountOf(code.sub);
  const access = accessGrant(kit, code);
  const refreshToken: Grant | undefined = code.offline
    ? { token: `1//0gsandbox${randomLetters(40)}`, kind: "refresh", ...grantOf(code) }
    : undefined;
  kit.store.commit([
    state.codes.put(code.code, { ...code, usedAt: kit.clock.now() }),
    state.grants.put(access.token, access),
    ...(refreshToken ? [state.grants.put(refreshToken.token, refreshToken)] : []),
  ]);
  const { nonce, scopes } = code;
  return tokenAnswer(access, {
    ...(refreshToken ? { refresh_token: refreshToken.token } : {}),
    ...(scopes.includes("openid")
      ? {
          id_token: idToken(kit, keys, {
            account,
            clientId,
            accessToken: access.token,
            scopes,
            ...(nonce === undefined ? {} : { nonce }),
          }),
        }
      : {}),
  });
}

/** The answer carries no refresh token: the one that was presented stays the one. */
function refresh({ kit, state, keys }: GoogleDeps, call: Call, form: Map<string, string>): Answer {
  const clientId = checkClient(kit, call, form);
  const grant = state.grants.get(form.get("refresh_token") ?? "");
  if (grant?.kind !== "refresh" || grant.clientId !== clientId || grant.revokedAt !== undefined)
    throw refuse(400, "invalid_grant", "Token has been expired or revoked.");
  const access = accessGrant(kit, grant);
  kit.store.commit([state.grants.put(access.token, access)]);
  const facts = {
    account: accountOf(grant.sub),
    clientId,
    accessToken: access.token,
    scopes: grant.scopes,
  };
  return tokenAnswer(access, { id_token: idToken(kit, keys, facts) });
}

const grantOf = ({ sub, clientId, scopes }: AuthorizationCode | Grant) => ({ sub, clientId, scopes });

const accessGrant = (kit: Kit, from: AuthorizationCode | Grant): Grant => ({
  token: `ya29.sandbox${randomLetters(48)}`,
  kind: "access",
  ...grantOf(from),
  expiresAt: kit.clock.now() + ACCESS_LIFETIME_S * 1_000,
});

const tokenAnswer = (access: Grant, more: Record<string, string>): Answer => ({
  status: 200,
  headers: { "cache-control": "no-cache, no-store, max-age=0, must-revalidate" },
  json: {
    access_token: access.token,
    expires_in: ACCESS_LIFETIME_S,
    scope: access.scopes.map((scope) => SCOPE_NAMES[scope]).join(" "),
    token_type: "Bearer",
    ...more,
  },
});

function checkVerifier({ codeChallenge }: AuthorizationCode, verifier: string | undefined): void {
  if (codeChallenge === undefined) return;
  const derived = createHash("sha256")
    .update(verifier ?? "")
    .digest("base64url");
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier ?? "") || derived !== codeChallenge)
    throw refuse(400, "invalid_grant", "Invalid code verifier.");
}

function accountOf(sub: string): GoogleAccount {
  const account = findGoogleAccount(sub);
  if (!account) throw badRequest();
  return account;
}

/** GET https://openidconnect.googleapis.com/v1/userinfo */
export function userInfo({ kit, state }: GoogleDeps, call: Call): Answer {
  const token = /^Bearer (.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const grant = state.grants.get(token);
  const alive =
    grant?.kind === "access" && grant.revokedAt === undefined && (grant.expiresAt ?? 0) > kit.clock.now();
  if (!alive) throw refuse(401, "invalid_request", "Invalid Credentials");
  const { sub, name, givenName, familyName, email, emailVerified, hd } = accountOf(grant.sub);
  return {
    status: 200,
    json: {
      sub,
      name,
      given_name: givenName,
      family_name: familyName,
      email,
      email_verified: emailVerified,
      ...(hd === undefined ? {} : { hd }),
    },
  };
}

/** POST https://oauth2.googleapis.com/revoke: either token ends the whole grant. */
export async function revoke({ kit, state }: GoogleDeps, call: Call): Promise<Answer> {
  const form = await readParams(call, () => refuse(400, "invalid_request", "Bad Request"));
  const grant = state.grants.get(form.get("token") ?? "");
  if (!grant || grant.revokedAt !== undefined) throw refuse(400, "invalid_token", "Token expired or revoked");
  revokeAll({ kit, state }, grant.sub);
  return { status: 200, json: {} };
}

export function revokeAll({ kit, state }: Pick<GoogleDeps, "kit" | "state">, sub: string): void {
  const revokedAt = kit.clock.now();
  const theirs = state.grants.values().filter((grant) => grant.sub === sub && grant.revokedAt === undefined);
  kit.store.commit(theirs.map((grant) => state.grants.put(grant.token, { ...grant, revokedAt })));
}
