import { randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Call } from "../core/operation.ts";
import type { Change } from "../core/store.ts";
import { refuse } from "./errors.ts";
import type { AccessToken, Grant, RefreshToken, TikTokState } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The two documented sets; a client may trust neither, only `expires_in`. */
export const LIFETIMES_MS = {
  old: { access: DAY_MS, refresh: 365 * DAY_MS },
  new: { access: 2 * HOUR_MS, refresh: 180 * DAY_MS },
} as const;

export interface TokenPair {
  access: AccessToken;
  refresh: RefreshToken;
  changes: Change[];
}

export function issuePair(kit: Kit, state: TikTokState, grant: Grant): TokenPair {
  const issuedAt = kit.clock.now();
  const { access: lifetime } = LIFETIMES_MS[kit.settings().tokenLifetimes];
  const access: AccessToken = {
    token: `act.sandbox${randomLetters(48)}!${randomLetters(4)}.e1`,
    grantId: grant.id,
    issuedAt,
    expiresAt: Math.min(issuedAt + lifetime, grant.refreshExpiresAt),
  };
  const refresh: RefreshToken = {
    token: `rft.sandbox${randomLetters(48)}!${randomLetters(4)}.e1`,
    grantId: grant.id,
    issuedAt,
  };
  const changes = [
    state.accessTokens.put(access.token, access),
    state.refreshTokens.put(refresh.token, refresh),
  ];
  return { access, refresh, changes };
}

export interface Session {
  token: string;
  grant: Grant;
}

/** Who calls. 401 `access_token_invalid` for anything but a live token of a live grant. */
export function authenticate(kit: Kit, state: TikTokState, call: Call): Session {
  const text = /^Bearer\s+(.+)$/.exec(call.headers.get("authorization") ?? "")?.[1] ?? "";
  const token = state.accessTokens.get(text);
  const grant = token && state.grants.get(token.grantId);
  const now = kit.clock.now();
  if (!token || !grant || grant.revokedAt !== undefined || token.expiresAt <= now) {
    throw refuse(now, "access_token_invalid");
  }
  return { token: text, grant };
}

export function requireScope(kit: Kit, session: Session, ...scopes: string[]): void {
  if (!scopes.some((scope) => session.grant.scopes.includes(scope))) {
    throw refuse(kit.clock.now(), "scope_not_authorized");
  }
}
