import type { Tx } from "#server/features/unit-of-work.ts";
import type { TokensDeps } from "./deps.ts";
import { findLeftovers, forgetTokens, insertRotation } from "./repo.ts";

const ABANDONED_MS = 10 * 60_000;

/** The tokens are deleted; what became of the grant at the network is written down. */
export async function forget(
  deps: Pick<TokensDeps, "clock">,
  tx: Tx,
  connection: { id: string; workspaceId: string },
  detail: string,
): Promise<boolean> {
  const row = await forgetTokens(tx.db, connection);
  if (!row) return false;
  const { workspaceId, id, tokenVersion } = row;
  const at = deps.clock.now();
  await insertRotation(tx.db, {
    workspaceId,
    connectionId: id,
    kind: "revoked",
    version: tokenVersion,
    detail,
    at,
  });
  tx.emit({ workspaceId, type: "connection.changed", id });
  return true;
}

/** A process that was killed between taking a grant back and forgetting it: forgotten now, as the person wished. */
export async function forgetLeftovers(deps: TokensDeps): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - ABANDONED_MS);
  for (const row of await findLeftovers(deps.db, before))
    await deps.work.run((tx) => forget(deps, tx, row, "revoke_unconfirmed"));
}
