import type { RefreshRule, Tokens } from "#server/platforms/platform.ts";
import { refreshDueAt } from "./policy.ts";
import type { GrantColumns } from "./repo.ts";
import type { TokenVault } from "./vault.ts";

/** What a platform granted, sealed and ready to store. What the answer does not tell stays as it was stored. */
export async function grantColumns(
  vault: TokenVault,
  connection: { id: string; workspaceId: string },
  tokens: Tokens,
  rule: RefreshRule,
  random: () => number,
): Promise<GrantColumns> {
  const place = { workspaceId: connection.workspaceId, connectionId: connection.id };
  const expiresAt = tokens.accessTokenExpiresAt ?? null;
  return {
    accessToken: await vault.seal({ ...place, column: "accessToken" }, tokens.accessToken),
    accessTokenExpiresAt: expiresAt,
    tokenIssuedAt: tokens.issuedAt,
    refreshDueAt: refreshDueAt({ issuedAt: tokens.issuedAt, expiresAt }, rule, random),
    ...(tokens.refreshToken === undefined
      ? {}
      : { refreshToken: await vault.seal({ ...place, column: "refreshToken" }, tokens.refreshToken) }),
    ...(tokens.refreshTokenExpiresAt === undefined
      ? {}
      : { refreshTokenExpiresAt: tokens.refreshTokenExpiresAt }),
    ...(tokens.scopes.length === 0 ? {} : { scopes: tokens.scopes }),
  };
}
