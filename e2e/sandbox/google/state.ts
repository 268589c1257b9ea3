import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export interface AuthorizationCode {
  code: string;
  clientId: string;
  redirectUri: string;
  sub: string;
  scopes: string[];
  nonce?: string;
  codeChallenge?: string;
  /** A refresh token was asked for, and this consent gives one. */
  offline: boolean;
  issuedAt: number;
  usedAt?: number;
}

export interface Grant {
  token: string;
  kind: "access" | "refresh";
  sub: string;
  clientId: string;
  scopes: string[];
  /** Access tokens only, ms since 1970. */
  expiresAt?: number;
  revokedAt?: number;
}

export interface GoogleState {
  codes: Collection<AuthorizationCode>;
  grants: Collection<Grant>;
}

export const openGoogleState = ({ store }: Kit): GoogleState => ({
  codes: store.collection("google.codes", { max: 2_000 }),
  grants: store.collection("google.grants", { max: 5_000 }),
});
