import { randomLetters } from "../core/ids.ts";
import type { Call } from "../core/operation.ts";
import type { Change } from "../core/store.ts";
import { findAccount, type XAccount } from "./accounts.ts";
import { forbidden, unauthorized } from "./errors.ts";
import type { Grant, Here } from "./state.ts";
import { announceRevocation } from "./webhook.ts";

export const ACCESS_LIFETIME_MS = 2 * 3_600_000;
export const REFRESH_LIFETIME_MS = 180 * 24 * 3_600_000;

/** A new access token, and a refresh token where the consent covers it. */
export function issuePair({ kit, state }: Here, grant: Grant) {
  const now = kit.clock.now();
  const access = {
    token: `sbx-x-at-${randomLetters(60)}`,
    grantId: grant.id,
    expiresAt: now + ACCESS_LIFETIME_MS,
  };
  const refresh = grant.scopes.includes("offline.access")
    ? { token: `sbx-x-rt-${randomLetters(60)}`, grantId: grant.id, issuedAt: now }
    : undefined;
  const changes: Change[] = [state.accessTokens.put(access.token, access)];
  if (refresh) changes.push(state.refreshTokens.put(refresh.token, refresh));
  return { access, refresh, changes };
}

export interface Session {
  grant: Grant;
  account: XAccount;
}

/** Who calls. 401 for anything but a live token of a live grant, 403 without the scopes. */
export function authenticate({ kit, state }: Here, call: Call, scopes: readonly string[]): Session {
  const text = /^Bearer\s+(\S+)$/i.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const token = state.accessTokens.get(text);
  const grant = token && state.grants.get(token.grantId);
  const account = grant && findAccount(grant.accountId);
  const dead = !token || token.revokedAt !== undefined || token.expiresAt <= kit.clock.now();
  if (dead || !grant || grant.revokedAt !== undefined || !account) throw unauthorized();
  if (scopes.some((scope) => !grant.scopes.includes(scope))) throw forbidden();
  return { grant, account };
}

/** The person removes the app, or time runs out for its access tokens. False where nothing was connected. */
export function updateAccount(
  here: Here,
  accountId: string,
  update: { revoke?: boolean; expireTokens?: boolean },
): boolean {
  const { kit, state } = here;
  const now = kit.clock.now();
  const grants = state.grants
    .values()
    .filter((grant) => grant.accountId === accountId && grant.revokedAt === undefined);
  const ids = new Set(grants.map(({ id }) => id));
  const changes: Change[] = [];
  if (update.expireTokens)
    for (const token of state.accessTokens.values())
      if (ids.has(token.grantId))
        changes.push(state.accessTokens.put(token.token, { ...token, expiresAt: now }));
  if (update.revoke)
    for (const grant of grants) changes.push(state.grants.put(grant.id, { ...grant, revokedAt: now }));
  if (update.revoke && grants.length > 0) changes.push(...announceRevocation(here, accountId));
  kit.store.commit(changes);
  kit.webhooks.start();
  return grants.length > 0;
}
