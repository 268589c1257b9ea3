import { timingSafeEqual } from "node:crypto";
import { randomHex, randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, type Operation, Refusal } from "../core/operation.ts";
import { FLAVOR } from "./consent.ts";
import { refuse } from "./errors.ts";
import { readForm } from "./form.ts";
import { accessLifetimeMs, checkUserAgent, issueAccess } from "./session.ts";
import type { AccessToken, Grant, RedditState } from "./state.ts";

const CODE_LIFETIME_MS = 10 * 60_000;

interface Deps {
  kit: Kit;
  state: RedditState;
}

/** Refusals of the token endpoint come with HTTP 200, or as a bare 400: both were seen. */
const refuseGrant = (kit: Kit, error: string): Refusal =>
  kit.settings().oauthErrorStatus === 200
    ? new Refusal({ status: 200, headers: NO_STORE, json: { error } })
    : refuse(400);

const NO_STORE = { "cache-control": "max-age=0, must-revalidate" };

/** The client is in Basic authorization and nowhere else. */
function checkClient(kit: Kit, call: Call): void {
  checkUserAgent(call);
  const client = kit.clients[FLAVOR];
  const encoded = /^basic\s+(.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const given = Buffer.from(Buffer.from(encoded, "base64").toString());
  const wanted = Buffer.from(client ? `${client.clientId}:${client.clientSecret}` : "");
  if (wanted.length === 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw refuse(401);
}

/** POST /api/v1/access_token: the grant_type tells a refresh from everything else. */
export async function tokenGrant(deps: Deps, call: Call): Promise<Operation> {
  const form = await readForm(call);
  return form.get("grant_type") === "refresh_token"
    ? { name: "refresh", handle: () => refreshToken(deps, call, form) }
    : { name: "exchange", handle: () => exchangeCode(deps, call, form) };
}

function exchangeCode({ kit, state }: Deps, call: Call, form: URLSearchParams): Answer {
  checkClient(kit, call);
  if (form.get("grant_type") !== "authorization_code") throw refuseGrant(kit, "unsupported_grant_type");
  const code = state.codes.get(form.get("code") ?? "");
  const now = kit.clock.now();
  const spent = code?.usedAt !== undefined || (code && now >= code.issuedAt + CODE_LIFETIME_MS);
  if (!code || spent || form.get("redirect_uri") !== code.redirectUri)
    throw refuseGrant(kit, "invalid_grant");
  const grant: Grant = {
    id: randomHex(8),
    accountId: code.accountId,
    scopes: code.scopes,
    grantedAt: now,
    ...(code.permanent ? { refreshToken: `sbx-reddit-refresh-${randomLetters(30)}` } : {}),
  };
  const access = issueAccess(kit, grant);
  kit.store.commit([
    state.codes.put(code.code, { ...code, usedAt: now }),
    state.grants.put(grant.id, grant),
    state.accessTokens.put(access.token, access),
  ]);
  return tokenAnswer(kit, grant, access, grant.refreshToken);
}

function tokenAnswer(kit: Kit, grant: Grant, access: AccessToken, refresh: string | undefined): Answer {
  return {
    status: 200,
    headers: NO_STORE,
    json: {
      access_token: access.token,
      token_type: "bearer",
      expires_in: Math.round(accessLifetimeMs(kit) / 1000),
      ...(refresh === undefined ? {} : { refresh_token: refresh }),
      scope: grant.scopes.join(" "),
    },
  };
}

const byRefreshToken = (state: RedditState, token: string): Grant | undefined =>
  token === "" ? undefined : state.grants.values().find((grant) => grant.refreshToken === token);

/** The refresh token stays as it is; the old answer leaves it out, the newer echoes it. */
function refreshToken({ kit, state }: Deps, call: Call, form: URLSearchParams): Answer {
  checkClient(kit, call);
  const grant = byRefreshToken(state, form.get("refresh_token") ?? "");
  if (!grant || grant.revokedAt !== undefined) throw refuseGrant(kit, "invalid_grant");
  const access = issueAccess(kit, grant);
  kit.store.commit([state.accessTokens.put(access.token, access)]);
  const echoed = kit.settings().tokenLifetimes === "new" ? grant.refreshToken : undefined;
  return tokenAnswer(kit, grant, access, echoed);
}

/** POST /api/v1/revoke_token: 204 whatever the token was. A refresh token takes its access tokens with it. */
export async function revokeToken({ kit, state }: Deps, call: Call): Promise<Answer> {
  checkClient(kit, call);
  const token = (await readForm(call)).get("token") ?? "";
  const revokedAt = kit.clock.now();
  const access = state.accessTokens.get(token);
  const grant = byRefreshToken(state, token);
  kit.store.commit([
    ...(access ? [state.accessTokens.put(token, { ...access, revokedAt })] : []),
    ...(grant ? [state.grants.put(grant.id, { ...grant, revokedAt })] : []),
  ]);
  return { status: 204 };
}

/** The person removes the app, or time runs out for its access tokens. False where nothing was connected. */
export function updateAccount(
  { kit, state }: Deps,
  accountId: string,
  update: { revoke?: boolean; expireTokens?: boolean },
): boolean {
  const now = kit.clock.now();
  const grants = state.grants
    .values()
    .filter((grant) => grant.accountId === accountId && grant.revokedAt === undefined);
  const ids = new Set(grants.map(({ id }) => id));
  const tokens = state.accessTokens.values().filter(({ grantId }) => ids.has(grantId));
  kit.store.commit([
    ...(update.expireTokens
      ? tokens.map((one) => state.accessTokens.put(one.token, { ...one, expiresAt: now }))
      : []),
    ...(update.revoke ? grants.map((one) => state.grants.put(one.id, { ...one, revokedAt: now })) : []),
  ]);
  return grants.length > 0;
}
