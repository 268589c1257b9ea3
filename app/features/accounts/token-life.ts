import type { ConnectionOutput } from "#server/features/accounts/schema.ts";

export interface TokenLife {
  /** How far through its life the token is, 0 to 1. */
  passed: number;
  /** Where on the same line the next renewal stands; null when none is planned. */
  renewal: number | null;
  /** Milliseconds until it runs out; negative afterwards. */
  leftMs: number;
}

type Token = Pick<ConnectionOutput, "tokenIssuedAt" | "accessTokenExpiresAt" | "nextRefreshAt">;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** Where a login stands between its issue and its end; null for one that never expires. */
export function tokenLife(
  { tokenIssuedAt, accessTokenExpiresAt, nextRefreshAt }: Token,
  now: Date,
): TokenLife | null {
  if (!accessTokenExpiresAt) return null;
  const issuedMs = tokenIssuedAt.getTime();
  const lifeMs = Math.max(1, accessTokenExpiresAt.getTime() - issuedMs);
  const at = (date: Date) => clamp((date.getTime() - issuedMs) / lifeMs);
  return {
    passed: at(now),
    renewal: nextRefreshAt ? at(nextRefreshAt) : null,
    leftMs: accessTokenExpiresAt.getTime() - now.getTime(),
  };
}
