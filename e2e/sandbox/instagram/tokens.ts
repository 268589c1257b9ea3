import { createHmac, timingSafeEqual } from "node:crypto";
import { randomLetters } from "../core/ids.ts";
import type { Kit } from "../core/network.ts";
import type { Call, Refusal } from "../core/operation.ts";
import { graphError } from "../meta/graph-error.ts";
import type { AuthorizationCode, Flavor, InstagramState, Token } from "./state.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Lifetimes as documented; Facebook's short token lives one to two hours. */
export const LIFETIME_MS = {
  "facebook-login": { code: 10 * 60_000, short: 2 * HOUR_MS - 420_000, long: 60 * DAY_MS },
  "instagram-login": { code: HOUR_MS, short: HOUR_MS, long: 60 * DAY_MS },
} as const satisfies Record<Flavor, { code: number; short: number; long: number }>;

export const REFRESH_MIN_AGE_MS = DAY_MS;

const PREFIX: Record<Flavor, string> = { "facebook-login": "EAAGsandbox", "instagram-login": "IGAAsandbox" };

type Grant = Pick<
  AuthorizationCode,
  "flavor" | "clientId" | "holder" | "accounts" | "pages" | "scopes" | "declined"
>;

export function newToken(kit: Kit, grant: Grant, kind: Token["kind"]): Token {
  const { flavor, clientId, holder, accounts, pages, scopes, declined } = grant;
  const issuedAt = kit.clock.now();
  const expiresAt = kind === "page" ? null : issuedAt + LIFETIME_MS[flavor][kind];
  const token = `${PREFIX[flavor]}${kind === "page" ? "Page" : ""}${randomLetters(150)}`;
  return { token, flavor, kind, clientId, holder, accounts, pages, scopes, declined, issuedAt, expiresAt };
}

export const secondsLeft = (kit: Kit, token: Token): number =>
  token.expiresAt === null ? 0 : Math.round((token.expiresAt - kit.clock.now()) / 1000);

const unreadable = (): Refusal =>
  graphError({ code: 190, message: "Invalid OAuth access token - Cannot parse access token" });

export const isLive = (kit: Kit, token: Token): boolean =>
  !token.revoked && (token.expiresAt === null || token.expiresAt > kit.clock.now());

/** The live token of this text, or the error 190 that says why it is dead. */
export function liveToken(kit: Kit, state: InstagramState, text: string, flavor: Flavor): Token {
  const token = state.tokens.get(text);
  if (!token || token.flavor !== flavor) throw unreadable();
  if (token.revoked) {
    throw graphError({
      code: 190,
      subcode: 458,
      message: "Error validating access token: The user has not authorized application.",
    });
  }
  if (!isLive(kit, token)) {
    const at = new Date(token.expiresAt ?? 0).toUTCString();
    throw graphError({
      code: 190,
      subcode: 463,
      message: `Error validating access token: Session has expired on ${at}.`,
    });
  }
  return token;
}

/** Who calls: token in the query, the form, the JSON body or the Authorization header. */
export function authenticate(
  kit: Kit,
  state: InstagramState,
  call: Call,
  params: Map<string, string>,
  flavor: Flavor,
): Token {
  const bearer = /^(?:Bearer|OAuth)\s+(.+)$/i.exec(call.headers.get("authorization") ?? "")?.[1];
  const text = params.get("access_token") ?? bearer;
  if (text === undefined || text === "") {
    throw graphError({
      code: 104,
      message: "An access token is required to request this resource.",
    });
  }
  const token = liveToken(kit, state, text, flavor);
  const proof = params.get("appsecret_proof");
  if (proof !== undefined && !provesSecret(kit, token, proof)) {
    throw graphError({ code: 100, message: "Invalid appsecret_proof provided in the API argument" });
  }
  return token;
}

function provesSecret(kit: Kit, token: Token, proof: string): boolean {
  const secret = kit.clients[token.flavor]?.clientSecret ?? "";
  const expected = Buffer.from(createHmac("sha256", secret).update(token.token).digest("hex"));
  const given = Buffer.from(proof);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What a token may do, in the names of its flavour. */
export type Permission = "basic" | "publish" | "comments";
const SCOPE_NAMES: Record<Flavor, Record<Permission, string>> = {
  "facebook-login": {
    basic: "instagram_basic",
    publish: "instagram_content_publish",
    comments: "instagram_manage_comments",
  },
  "instagram-login": {
    basic: "instagram_business_basic",
    publish: "instagram_business_content_publish",
    comments: "instagram_business_manage_comments",
  },
};

export const permits = (token: Token, permission: Permission): boolean =>
  token.scopes.includes(SCOPE_NAMES[token.flavor][permission]);
