import type { Kit } from "../core/network.ts";
import type { InstagramState } from "./state.ts";

/** The person removes the app: every token of theirs is dead (190/458). Returns how many there were. */
export function revokeHolder(kit: Kit, state: InstagramState, holder: string): number {
  const tokens = state.tokens.values().filter((token) => token.holder === holder && !token.revoked);
  kit.store.commit(tokens.map((token) => state.tokens.put(token.token, { ...token, revoked: true })));
  return tokens.length;
}

/** Everything an account is opened by, as the control API wants it. False where nothing was connected. */
export function updateAccount(
  kit: Kit,
  state: InstagramState,
  accountId: string,
  update: { revoke?: boolean; expireTokens?: boolean },
): boolean {
  const tokens = state.tokens
    .values()
    .filter((token) => token.holder === accountId || token.accounts.includes(accountId));
  const now = kit.clock.now();
  kit.store.commit(
    tokens.map((token) =>
      state.tokens.put(token.token, {
        ...token,
        ...(update.revoke && { revoked: true }),
        ...(update.expireTokens && { expiresAt: Math.min(token.expiresAt ?? now, now) }),
      }),
    ),
  );
  return tokens.length > 0;
}
