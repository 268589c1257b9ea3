import { randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Call, Refusal } from "../core/operation.ts";
import { graphError } from "../meta/graph-error.ts";
import type { AuthorizationCode, ThreadsState, Token } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lifetimes as documented. */
export const LIFETIME_MS = { code: HOUR_MS, short: HOUR_MS, long: 60 * DAY_MS };
export const REFRESH_MIN_AGE_MS = DAY_MS;
export const TOKEN_PREFIX = "THAAsandbox";

type Grant = Pick<AuthorizationCode, "clientId" | "account" | "scopes">;

export function newToken(kit: Kit, { clientId, account, scopes }: Grant, kind: Token["kind"]): Token {
  const issuedAt = kit.clock.now();
  const token = `${TOKEN_PREFIX}${randomLetters(150)}`;
  return { token, kind, clientId, account, scopes, issuedAt, expiresAt: issuedAt + LIFETIME_MS[kind] };
}

export const secondsLeft = (kit: Kit, token: Token): number =>
  Math.round((token.expiresAt - kit.clock.now()) / 1000);

export const isLive = (kit: Kit, token: Token): boolean =>
  !token.revoked && token.expiresAt > kit.clock.now();

/** The live token of this text, or the error 190 that says why it is dead. */
export function liveToken(kit: Kit, state: ThreadsState, text: string): Token {
  const token = state.tokens.get(text);
  if (!token) throw dead("Invalid OAuth access token - Cannot parse access token");
  if (token.revoked)
    throw dead("Error validating access token: The user has not authorized application.", 458);
  if (isLive(kit, token)) return token;
  const at = new Date(token.expiresAt).toUTCString();
  throw dead(`Error validating access token: Session has expired on ${at}.`, 463);
}

const dead = (message: string, subcode?: number): Refusal =>
  graphError({ code: 190, message, ...(subcode !== undefined && { subcode }) });

/** Who calls: token in the query, the form, the JSON body or the Authorization header. */
export function authenticate(kit: Kit, state: ThreadsState, call: Call, params: Map<string, string>): Token {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1];
  const text = params.get("access_token") ?? bearer ?? "";
  if (text === "")
    throw graphError({ code: 104, message: "An access token is required to request this resource." });
  return liveToken(kit, state, text);
}

/** Refuses with error 10 what the person did not allow. */
export function demand(token: Token, ...scopes: string[]): void {
  const missing = scopes.filter((scope) => !token.scopes.includes(scope));
  if (missing.length > 0)
    throw graphError({ code: 10, message: "(#10) Application does not have permission for this action" });
}
