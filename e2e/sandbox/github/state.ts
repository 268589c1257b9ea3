import type { Kit } from "../core/network.ts";
import type { Collection } from "../core/store.ts";

export interface AuthorizationCode {
  code: string;
  clientId: string;
  redirectUri: string;
  login: string;
  scopes: string[];
  codeChallenge?: string;
  issuedAt: number;
  usedAt?: number;
}

/** A token of an OAuth App: it does not expire by itself. */
export interface Grant {
  token: string;
  login: string;
  scopes: string[];
  revokedAt?: number;
}

export interface GitHubState {
  codes: Collection<AuthorizationCode>;
  grants: Collection<Grant>;
}

export const openGitHubState = ({ store }: Kit): GitHubState => ({
  codes: store.collection("github.codes", { max: 2_000 }),
  grants: store.collection("github.grants", { max: 5_000 }),
});
