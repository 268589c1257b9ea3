import { type AppError, toAppError } from "#server/core/errors.ts";
import { REFRESH_DEADLINE_MS, type Tokens } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/registry.ts";
import type { TokensDeps } from "./deps.ts";
import { grantColumns } from "./grant-columns.ts";
import { reportLost } from "./lost.ts";
import {
  type ConnectionRow,
  claimRefresh,
  findConnection,
  type GrantColumns,
  insertRotation,
  releaseRefresh,
  storeRefreshed,
} from "./repo.ts";
import { fingerprintOf } from "./vault.ts";

/** Longer than the call may take: a lease that ran out means that nobody is calling any more. */
export const LEASE_MS = REFRESH_DEADLINE_MS + 10_000;

const STORE_TRIES = 5;

/**
 * Renews the grant of this row, by one caller only: the holder of the lease on the row calls the platform, everybody
 * else waits for what it stores and never calls. Resolves once there is nothing left to wait for; the caller re-reads
 * the row and judges by that. Throws what stood in the way of the one call, when this caller made it.
 */
export async function renew(deps: TokensDeps, row: ConnectionRow): Promise<void> {
  const now = deps.clock.now();
  const claimed = await claimRefresh(deps.db, row, now, new Date(now.getTime() + LEASE_MS));
  if (!claimed) return awaitOther(deps, row);
  let tokens: Tokens;
  try {
    tokens = await askPlatform(deps, claimed);
  } catch (thrown) {
    return refreshFailed(deps, claimed, toAppError(thrown));
  }
  await keepAnswer(deps, claimed, tokens);
}

async function askPlatform(deps: TokensDeps, row: ConnectionRow): Promise<Tokens> {
  const { refresh } = platformThat(deps.platforms, row.platform, "refresh");
  const place = { workspaceId: row.workspaceId, connectionId: row.id };
  const accessToken = await deps.vault.open({ ...place, column: "accessToken" }, row.accessToken ?? "");
  const refreshToken = row.refreshToken
    ? { refreshToken: await deps.vault.open({ ...place, column: "refreshToken" }, row.refreshToken) }
    : {};
  deps.faults.hit("token:before:refresh");
  const tokens = await refresh.refresh({ flavor: row.flavor, accessToken, ...refreshToken });
  deps.faults.hit("token:after:refresh");
  return tokens;
}

/**
 * The answer is stored before anything else is done: with a rotating token it is the only copy in the world. Journal
 * and news come after, in a transaction of their own.
 */
async function keepAnswer(deps: TokensDeps, row: ConnectionRow, tokens: Tokens): Promise<void> {
  const { refresh } = platformThat(deps.platforms, row.platform, "refresh");
  const rule = refresh.rule(row.flavor);
  const columns = await grantColumns(deps.vault, row, tokens, rule, deps.random ?? Math.random);
  const stored = await storeStubbornly(deps, row, columns);
  deps.faults.hit("token:after:store");
  const fingerprint = await fingerprintOf(tokens.accessToken);
  if (!stored) {
    deps.log.warn("a renewed token came too late", { connectionId: row.id, fingerprint });
    return;
  }
  const now = deps.clock.now();
  await deps.work
    .run(async (tx) => {
      await insertRotation(tx.db, {
        workspaceId: row.workspaceId,
        connectionId: row.id,
        kind: "refreshed",
        version: row.tokenVersion + 1,
        fingerprint,
        at: now,
      });
      if (stored.healed) await deps.resumeParked(tx, row.id, now);
      tx.emit({ workspaceId: row.workspaceId, type: "connection.changed", id: row.id });
    })
    .catch((error) => deps.log.error("token rotation not journaled", { connectionId: row.id, error }));
}

/** A database that stumbles for a second must not cost a grant. */
async function storeStubbornly(deps: TokensDeps, row: ConnectionRow, columns: GrantColumns) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeRefreshed(deps.db, row, columns, deps.clock.now());
    } catch (error) {
      deps.log.error("renewed token not stored yet", { connectionId: row.id, attempt, error });
      if (attempt === STORE_TRIES) throw error;
      await deps.clock.sleep(100 * 2 ** attempt);
    }
  }
}

/** The grant is gone only when the row still holds the version that was refused; anything else passes by itself. */
async function refreshFailed(deps: TokensDeps, row: ConnectionRow, error: AppError): Promise<void> {
  deps.log.warn("token refresh failed", { connectionId: row.id, platform: row.platform, error });
  if (error.code !== "NEEDS_RECONNECT") {
    await releaseRefresh(deps.db, row);
    throw error;
  }
  const reason = String(error.params.reason ?? "token_invalid");
  await deps.work.run((tx) => reportLost(deps, tx, row, reason));
}

/** Reads the row again until the holder of the lease has stored something, given up, or run out of time. */
async function awaitOther(deps: TokensDeps, row: ConnectionRow): Promise<void> {
  const giveUpAt = deps.clock.now().getTime() + LEASE_MS;
  for (let waitMs = 50; deps.clock.now().getTime() < giveUpAt; waitMs = Math.min(waitMs * 1.5, 1_000)) {
    const current = await findConnection(deps.db, row.id);
    const moved = !current || current.tokenVersion !== row.tokenVersion || current.status !== "active";
    const until = current?.refreshLeaseUntil?.getTime() ?? 0;
    if (moved || until <= deps.clock.now().getTime()) return;
    await deps.clock.sleep(waitMs);
  }
}
