import { sha256Hex } from "#server/core/hmac.ts";
import type { SecretBox } from "#server/core/ports.ts";

/** Where a sealed token lives: it opens nowhere else. */
export interface TokenPlace {
  workspaceId: string;
  connectionId: string;
  column: "accessToken" | "refreshToken";
}

export interface TokenVault {
  seal(place: TokenPlace, token: string): Promise<string>;
  /** Throws CRYPTO_ERROR when the value was altered or belongs to another place. */
  open(place: TokenPlace, sealed: string): Promise<string>;
  /** Sealed with another key than the first. */
  isOutdated(sealed: string): boolean;
}

/** Tokens at rest, bound to workspace, connection and column. */
export function createTokenVault(box: SecretBox): TokenVault {
  const additionalData = ({ workspaceId, connectionId, column }: TokenPlace) =>
    `${workspaceId}|${connectionId}|${column}`;
  return {
    seal: (place, token) => box.seal(token, additionalData(place)),
    open: (place, sealed) => box.open(sealed, additionalData(place)),
    isOutdated: (sealed) => box.needsRotation(sealed),
  };
}

/** Names a token in the journal without giving it away: the first 12 hex digits of its SHA-256. */
export const fingerprintOf = async (token: string): Promise<string> => (await sha256Hex(token)).slice(0, 12);
