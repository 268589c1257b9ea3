import type { OAuthState } from "#prisma/generated/client.ts";
import { toBase64Url, toHex, utf8 } from "#server/core/encoding.ts";
import { sha256Hex } from "#server/core/hmac.ts";
import type { OAuthCapability } from "#server/platforms/platform.ts";
import type { AccountsDeps } from "./deps.ts";

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

export interface StartedLogin {
  userId: string;
  workspaceId: string;
  platform: string;
  flavor: string;
  redirectUri: string;
  returnTo: string;
}

const random32 = (): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(32));
const sealedWith = (stateHash: string): string => `oauth-state|${stateHash}|codeVerifier`;

/**
 * Writes a login that has begun: 32 random bytes go out as `state`, only their hash stays; the PKCE verifier is sealed
 * beside it. Rows a day past their time are cleared away on the occasion.
 */
export async function beginLogin(
  deps: AccountsDeps,
  login: StartedLogin,
  pkce: OAuthCapability["pkce"],
): Promise<{ state: string; codeChallenge?: string }> {
  const now = deps.clock.now();
  const state = toHex(random32());
  const stateHash = await sha256Hex(state);
  const verifier = pkce === "none" ? undefined : toBase64Url(random32());
  const codeVerifier = verifier ? await deps.secretBox.seal(verifier, sealedWith(stateHash)) : null;
  await deps.db.oAuthState.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - DAY_MS) } } });
  await deps.db.oAuthState.create({
    data: {
      ...login,
      stateHash,
      codeVerifier,
      createdAt: now,
      expiresAt: new Date(now.getTime() + TEN_MINUTES_MS),
    },
  });
  return verifier ? { state, codeChallenge: await challengeOf(verifier, pkce) } : { state };
}

/** RFC 7636 encodes the digest as base64url; TikTok's desktop login wants it in hex. */
async function challengeOf(verifier: string, pkce: OAuthCapability["pkce"]): Promise<string> {
  if (pkce === "s256-hex") return sha256Hex(verifier);
  return toBase64Url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(verifier))));
}

export type ClaimedLogin =
  | { ok: true; login: StartedLogin; codeVerifier?: string }
  | {
      ok: false;
      message: "OAUTH_UNKNOWN" | "OAUTH_OTHER_PERSON" | "OAUTH_ALREADY_USED" | "OAUTH_EXPIRED";
      returnTo?: string;
    };

/** Opens a login once: by its own person, at its own network, in its ten minutes. Anything else says what is wrong. */
export async function claimLogin(
  deps: AccountsDeps,
  { state, userId, platform }: { state: string | null; userId: string; platform: string },
): Promise<ClaimedLogin> {
  if (!state || state.length > 200) return { ok: false, message: "OAUTH_UNKNOWN" };
  const stateHash = await sha256Hex(state);
  const now = deps.clock.now();
  const [claimed] = await deps.db.oAuthState.updateManyAndReturn({
    where: { stateHash, userId, platform, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (!claimed)
    return refuse(await deps.db.oAuthState.findUnique({ where: { stateHash } }), userId, platform);
  if (!claimed.codeVerifier) return { ok: true, login: claimed };
  const codeVerifier = await deps.secretBox.open(claimed.codeVerifier, sealedWith(stateHash));
  return { ok: true, login: claimed, codeVerifier };
}

function refuse(row: OAuthState | null, userId: string, platform: string): ClaimedLogin {
  if (!row || row.platform !== platform) return { ok: false, message: "OAUTH_UNKNOWN" };
  if (row.userId !== userId) return { ok: false, message: "OAUTH_OTHER_PERSON" };
  const { returnTo } = row;
  return { ok: false, message: row.usedAt ? "OAUTH_ALREADY_USED" : "OAUTH_EXPIRED", returnTo };
}
