import { timingSafeEqual } from "node:crypto";
import { bareNumber } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import { type Answer, type Call, Refusal } from "../core/operation.ts";
import { readParams } from "../core/params.ts";
import { graphError, invalidParameter, oauthAnswer } from "../meta/graph-error.ts";
import { FLAVOR, type Session, type ThreadsState, type Token } from "./state.ts";
import { isLive, LIFETIME_MS, liveToken, newToken, REFRESH_MIN_AGE_MS, secondsLeft } from "./tokens.ts";

const unreadable = () => invalidParameter("Invalid request body");

function sameSecret(kit: Kit, given: string | undefined): boolean {
  const expected = Buffer.from(kit.clients[FLAVOR]?.clientSecret ?? "");
  const actual = Buffer.from(given ?? "");
  return expected.length > 0 && expected.length === actual.length && timingSafeEqual(expected, actual);
}

const refuse = (message: string): Refusal => new Refusal(oauthAnswer(400, message));

/** `POST /oauth/access_token`, without a version: code → one-hour token. Its answer has neither type nor lifetime. */
export async function exchangeCode(kit: Kit, state: ThreadsState, call: Call): Promise<Answer> {
  const params = await readParams(call, () => refuse("Invalid request body"));
  const clientId = params.get("client_id") ?? "";
  if (clientId !== kit.clients[FLAVOR]?.clientId) throw refuse("Invalid platform app");
  if (!sameSecret(kit, params.get("client_secret"))) throw refuse("Error validating client secret");
  if (params.get("grant_type") !== "authorization_code") throw refuse("Invalid grant_type");
  const code = state.codes.get(params.get("code") ?? "");
  if (!code || code.clientId !== clientId) throw refuse("Invalid authorization code");
  if (code.usedAt !== undefined) throw refuse("This authorization code has been used");
  if (kit.clock.now() >= code.issuedAt + LIFETIME_MS.code)
    throw refuse("This authorization code has expired");
  if (code.redirectUri !== params.get("redirect_uri"))
    throw refuse(
      "Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request",
    );
  const token = newToken(kit, code, "short");
  kit.store.commit([
    state.codes.put(code.code, { ...code, usedAt: kit.clock.now() }),
    state.tokens.put(token.token, token),
  ]);
  return { status: 200, json: { access_token: token.token, user_id: bareNumber(token.account) } };
}

/** `GET /access_token?grant_type=th_exchange_token`: one hour → sixty days. */
export async function exchangeLong(kit: Kit, state: ThreadsState, call: Call): Promise<Answer> {
  const params = await readParams(call, unreadable);
  if (params.get("grant_type") !== "th_exchange_token") throw invalidParameter("Unsupported grant_type");
  if (!sameSecret(kit, params.get("client_secret")))
    throw graphError({ code: 1, message: "Error validating client secret." });
  const short = liveToken(kit, state, params.get("access_token") ?? "");
  if (short.kind !== "short") throw invalidParameter("The access token is already long-lived.");
  return issueLong(kit, state, short);
}

/** `GET /refresh_access_token?grant_type=th_refresh_token`: a day old, alive, still allowed; the old one stays valid. */
export async function refreshLong(kit: Kit, state: ThreadsState, call: Call): Promise<Answer> {
  const params = await readParams(call, unreadable);
  if (params.get("grant_type") !== "th_refresh_token") throw invalidParameter("Unsupported grant_type");
  const token = liveToken(kit, state, params.get("access_token") ?? "");
  if (token.kind !== "long" || kit.clock.now() - token.issuedAt < REFRESH_MIN_AGE_MS)
    throw graphError({
      code: 10,
      message: "(#10) The access token must be long-lived and at least 24 hours old to be refreshed.",
    });
  return issueLong(kit, state, token);
}

function issueLong(kit: Kit, state: ThreadsState, from: Token): Answer {
  const token = newToken(kit, from, "long");
  kit.store.commit([state.tokens.put(token.token, token)]);
  const expires_in = secondsLeft(kit, token);
  return { status: 200, json: { access_token: token.token, token_type: "bearer", expires_in } };
}

/** `GET /debug_token`: what a token of the same app is good for. */
export function debugToken({ kit, state, token: caller, params }: Session): Answer {
  const token = state.tokens.get(params.get("input_token") ?? "");
  if (!token || token.clientId !== caller.clientId)
    return { status: 200, json: { data: { is_valid: false, scopes: [] } } };
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const data = {
    type: "USER",
    application: "Huntaze",
    data_access_expires_at: seconds(token.issuedAt) + 90 * 86_400,
    expires_at: seconds(token.expiresAt),
    is_valid: isLive(kit, token),
    issued_at: seconds(token.issuedAt),
    scopes: token.scopes,
    user_id: token.account,
  };
  return { status: 200, json: { data } };
}
