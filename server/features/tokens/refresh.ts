import { type AppError, toAppError } from "#server/core/errors.ts";
import { REFRESH_DEADLINE_MS, type Tokens } from "#server/platforms/platform.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { TokensDeps } from "./deps.ts";
import { grantColumns } from "./grant-columns.ts";
import { recoveredNews, reportLost } from "./lost.ts";
import {
  type ConnectionRow,
  claimRefresh,
  extendRefresh,
  findConnection,
  type GrantColumns,
  insertRotation,
  releaseRefresh,
  storeRefreshed,
} from "./repo.ts";
import { fingerprintOf } from "./vault.ts";

/**
 * Longer than the call may take, and extended while it lasts: a lease that ran out means that whoever held it is gone,
 * and that nobody knows what became of the call.
 */
export const LEASE_MS = REFRESH_DEADLINE_MS + 10_000;
/** A call that is still under way is ours, however slow the network; a process that hangs for good lets go after this. */
const LONGEST_HOLD_MS = 5 * 60_000;
/** The answer may be the only copy in the world: a database that restarts is waited for. */
const STORE_FOR_MS = 2 * 60_000;

/**
 * Renews the grant of this row, by one caller only: the holder of the lease on the row calls the platform, everybody
 * else waits for what it stores and never calls. Resolves once there is nothing left to wait for; the caller re-reads
 * the row and judges by that. Throws what stood in the way of the one call, when this caller made it.
 */
export async function renew(deps: TokensDeps, row: ConnectionRow): Promise<void> {
  const now = deps.clock.now();
  const claimed = await claimRefresh(deps.db, row, now, new Date(now.getTime() + LEASE_MS));
  if (!claimed) return awaitOther(deps, row);
  const over = new AbortController();
  keepLease(deps, claimed, over.signal);
  try {
    const tokens = await ask(deps, claimed, isUnsettled(row));
    await keepAnswer(deps, claimed, tokens);
  } catch (thrown) {
    if (thrown instanceof NotRenewed) return await refreshFailed(deps, claimed, thrown);
    throw thrown;
  } finally {
    over.abort(new Error("the refresh is over"));
  }
}

/** A lease nobody gave back: its holder died, or heard nothing, while the network may have rotated the grant. */
const isUnsettled = (row: ConnectionRow): boolean => row.refreshLeaseUntil !== null;

/** What stood in the way of the call, and whether the network may have rotated without our hearing of it. */
class NotRenewed extends Error {
  readonly failure: AppError;
  readonly unsettled: boolean;
  constructor(failure: AppError, unsettled: boolean) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.unsettled = unsettled;
  }
}

/**
 * Asks once; when the answer to a rotating refresh was lost, once more with the same token: it still works if the
 * network never saw the first call, or allows a moment of grace, and else the network's word settles what happened.
 */
async function ask(deps: TokensDeps, row: ConnectionRow, unsettled: boolean): Promise<Tokens> {
  const { rotates } = platformThat(deps.platforms, row.platform, "refresh").refresh.rule(row.flavor);
  const first = await attempt(deps, row);
  if ("tokens" in first) return first.tokens;
  if (!rotates || !first.error.ambiguous) throw new NotRenewed(first.error, rotates && unsettled);
  deps.log.warn("answer to a token refresh lost, asking again", { connectionId: row.id, error: first.error });
  const second = await attempt(deps, row);
  if ("tokens" in second) return second.tokens;
  throw new NotRenewed(second.error, true);
}

const attempt = (deps: TokensDeps, row: ConnectionRow): Promise<{ tokens: Tokens } | { error: AppError }> =>
  askPlatform(deps, row).then(
    (tokens) => ({ tokens }),
    (thrown) => ({ error: toAppError(thrown) }),
  );

/** Says again and again that the call is under way, so that a network slower than a lease is waited for, not asked twice. */
function keepLease(deps: TokensDeps, row: ConnectionRow, over: AbortSignal): void {
  const until = deps.clock.now().getTime() + LONGEST_HOLD_MS;
  const beat = async () => {
    while (!over.aborted && deps.clock.now().getTime() < until) {
      await deps.clock.sleep(LEASE_MS / 3, over);
      if (over.aborted) return;
      await extendRefresh(deps.db, row, new Date(deps.clock.now().getTime() + LEASE_MS)).catch((error) =>
        deps.log.warn("refresh lease not extended", { connectionId: row.id, error }),
      );
    }
  };
  beat().catch(() => undefined);
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
      if (stored.healed) await tx.announce(recoveredNews(row, row.tokenVersion + 1));
      tx.emit({ workspaceId: row.workspaceId, type: "connection.changed", id: row.id });
    })
    .catch((error) => deps.log.error("token rotation not journaled", { connectionId: row.id, error }));
  deps.faults.hit("token:after:journal");
}

/** A database that stumbles or restarts must not cost a grant. */
async function storeStubbornly(deps: TokensDeps, row: ConnectionRow, columns: GrantColumns) {
  const until = deps.clock.now().getTime() + STORE_FOR_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await storeRefreshed(deps.db, row, columns, deps.clock.now());
    } catch (error) {
      deps.log.error("renewed token not stored yet", { connectionId: row.id, attempt, error });
      if (deps.clock.now().getTime() >= until) throw error;
      await deps.clock.sleep(Math.min(100 * 2 ** attempt, 5_000));
    }
  }
}

/**
 * The grant is gone only when the network says so and the row still holds the version it spoke of; anything else passes
 * by itself. After a lost answer the lease is left to lie, run out: the next holder then knows that it is unsettled.
 */
async function refreshFailed(
  deps: TokensDeps,
  row: ConnectionRow,
  { failure, unsettled }: NotRenewed,
): Promise<void> {
  deps.log.warn("token refresh failed", { connectionId: row.id, platform: row.platform, error: failure });
  if (failure.code !== "NEEDS_RECONNECT") {
    await releaseRefresh(deps.db, row, unsettled ? deps.clock.now() : null);
    throw failure;
  }
  const reason = unsettled ? "answer_lost" : String(failure.params.reason ?? "token_invalid");
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
