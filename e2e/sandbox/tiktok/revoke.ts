import type { Kit } from "../core/network.ts";
import type { Grant, TikTokState } from "./state.ts";
import { announce } from "./webhook.ts";

/** Why an authorization ended, as `authorization.removed` tells it. */
export type RemovalReason = 0 | 1 | 2 | 3 | 4 | 5;

/** Ends grants: their tokens are dead when the webhook goes out. */
export function revokeGrants(kit: Kit, state: TikTokState, grants: Grant[], reason: RemovalReason): void {
  const revokedAt = kit.clock.now();
  const changes = grants.flatMap((grant) => [
    state.grants.put(grant.id, { ...grant, revokedAt }),
    ...announce(kit, grant.openId, "authorization.removed", { reason }),
  ]);
  kit.store.commit(changes);
  kit.webhooks.start();
}

/** The creator removes the app, or time runs out for their access tokens. False where nothing was connected. */
export function updateAccount(
  kit: Kit,
  state: TikTokState,
  openId: string,
  update: { revoke?: boolean; expireTokens?: boolean },
): boolean {
  const grants = state.grants
    .values()
    .filter((grant) => grant.openId === openId && grant.revokedAt === undefined);
  const ids = new Set(grants.map((grant) => grant.id));
  if (update.expireTokens) {
    const tokens = state.accessTokens.values().filter((token) => ids.has(token.grantId));
    const expiresAt = kit.clock.now();
    kit.store.commit(tokens.map((token) => state.accessTokens.put(token.token, { ...token, expiresAt })));
  }
  if (update.revoke) revokeGrants(kit, state, grants, 1);
  return grants.length > 0;
}
