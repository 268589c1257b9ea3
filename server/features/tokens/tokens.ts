import { AppError, toAppError } from "#server/core/errors.ts";
import { platformThat } from "#server/platforms/platforms.ts";
import type { TokensDeps } from "./deps.ts";
import { forget } from "./forget.ts";
import { grantColumns } from "./grant-columns.ts";
import { recoveredNews, reportLost } from "./lost.ts";
import { leastValidityMs } from "./policy.ts";
import { renew } from "./refresh.ts";
import {
  type ConnectionRow,
  findConnection,
  insertRotation,
  markLeaving,
  storeGranted,
  storeWithoutGrant,
} from "./repo.ts";
import { runDue } from "./run-due.ts";
import type { FreshSession, RefreshOutcome, TokensService } from "./service.ts";
import { sweepTokens } from "./sweep.ts";
import { fingerprintOf } from "./vault.ts";

/** Less than this is not worth starting a call with. */
const USABLE_MS = 60_000;

export function createTokens(deps: TokensDeps): TokensService {
  return {
    fresh: (connectionId) => freshSession(deps, connectionId),
    refreshTokenOf: (connectionId) => refreshTokenOf(deps, connectionId),
    refused: (session, error) => refusedSession(deps, session, error),
    refresh: (input) => refreshJob(deps, input),
    sweep: () => sweepTokens(deps),
    runDue: () =>
      runDue(deps, { refresh: (input) => refreshJob(deps, input), sweep: () => sweepTokens(deps) }),
    lost: (tx, connection, reason) => reportLost(deps, tx, connection, reason),
    async granted(tx, { connectionId, workspaceId, platform, flavor, tokens, kind }) {
      const row = { id: connectionId, workspaceId };
      const rule = platformThat(deps.platforms, platform, "refresh").refresh.rule(flavor);
      const columns = await grantColumns(deps.vault, row, tokens, rule, deps.random ?? Math.random);
      const refreshTokenExpiresAt = tokens.refreshTokenExpiresAt ?? null;
      const before = await findConnection(tx.db, connectionId);
      const version = await storeGranted(tx.db, row, { ...columns, refreshTokenExpiresAt });
      const fingerprint = await fingerprintOf(tokens.accessToken);
      const at = deps.clock.now();
      await insertRotation(tx.db, { workspaceId, connectionId, kind, version, fingerprint, at });
      await deps.resumeParked(tx, connectionId, at);
      if (before?.status === "needs_reconnect") await tx.announce(recoveredNews(before, version));
      tx.emit({ workspaceId, type: "connection.changed", id: connectionId });
    },
    async withoutGrant(tx, { id, workspaceId, kind }) {
      const at = deps.clock.now();
      const before = await findConnection(tx.db, id);
      const version = await storeWithoutGrant(tx.db, { id, workspaceId }, at);
      await insertRotation(tx.db, { workspaceId, connectionId: id, kind, version, at });
      await deps.resumeParked(tx, id, at);
      if (before?.status === "needs_reconnect") await tx.announce(recoveredNews(before, version));
      tx.emit({ workspaceId, type: "connection.changed", id });
    },
    async leaving(tx, connection) {
      const left = await markLeaving(tx.db, connection);
      if (left)
        tx.emit({ workspaceId: connection.workspaceId, type: "connection.changed", id: connection.id });
      return left;
    },
    forgotten: (tx, connection, detail) => forget(deps, tx, connection, detail),
  };
}

// Handing out -----------------------------------------------------------------------------------------------------

async function freshSession(deps: TokensDeps, connectionId: string): Promise<FreshSession> {
  const row = await usableRow(deps, connectionId);
  if (isGood(deps, row, leastValidityMs(lifetimeOf(row))) || (tooYoung(deps, row) && isGood(deps, row, 0)))
    return openSession(deps, row);
  const failure = await renew(deps, row).then(
    () => undefined,
    (error) => toAppError(error),
  );
  const current = await usableRow(deps, connectionId);
  if (current.tokenVersion !== row.tokenVersion || isGood(deps, current, USABLE_MS))
    return openSession(deps, current);
  throw notNow(row, failure);
}

/** Whatever kept the platform from answering passes or is mended by an operator: posts wait for it. */
const notNow = (row: ConnectionRow, cause: AppError | undefined): AppError =>
  new AppError("UNAVAILABLE", `${row.platform}: token not renewed`, {
    service: row.platform,
    retryable: true,
    userMessage: cause && cause.code !== "INTERNAL_ERROR" ? cause.userMessage : "UPSTREAM_ERROR",
    ...(cause?.retryAfterMs === undefined ? {} : { retryAfterMs: cause.retryAfterMs }),
    ...(cause ? { cause } : {}),
  });

const needsReconnect = (row: ConnectionRow): AppError =>
  new AppError("NEEDS_RECONNECT", `connection ${row.id} is ${row.status}`, {
    service: row.platform,
    params: { reason: row.statusReason ?? "token_invalid" },
  });

/** The row of an active connection with a token. Throws NOT_FOUND, NEEDS_RECONNECT. */
async function usableRow(deps: TokensDeps, connectionId: string): Promise<ConnectionRow> {
  const row = await findConnection(deps.db, connectionId);
  if (!row) throw new AppError("NOT_FOUND", "no such connection");
  if (row.status !== "active" || !row.accessToken) throw needsReconnect(row);
  return row;
}

const lifetimeOf = (row: ConnectionRow) => ({
  issuedAt: row.tokenIssuedAt,
  expiresAt: row.accessTokenExpiresAt,
});

function isGood(deps: TokensDeps, row: ConnectionRow, forMs: number): boolean {
  const until = row.accessTokenExpiresAt?.getTime();
  return until === undefined || until - deps.clock.now().getTime() > forMs;
}

const youngUntil = (deps: TokensDeps, row: ConnectionRow): Date => {
  const { refresh } = platformThat(deps.platforms, row.platform, "refresh");
  return new Date(row.tokenIssuedAt.getTime() + refresh.rule(row.flavor).minAgeMs);
};
const tooYoung = (deps: TokensDeps, row: ConnectionRow): boolean => youngUntil(deps, row) > deps.clock.now();

async function refreshTokenOf(deps: TokensDeps, connectionId: string): Promise<string | undefined> {
  const row = await findConnection(deps.db, connectionId);
  if (!row?.refreshToken) return undefined;
  const place = { workspaceId: row.workspaceId, connectionId, column: "refreshToken" } as const;
  return deps.vault.open(place, row.refreshToken).catch((error) => {
    deps.log.error("stored token cannot be opened", { connectionId, error });
    return undefined;
  });
}

async function openSession(deps: TokensDeps, row: ConnectionRow): Promise<FreshSession> {
  const { id, workspaceId, platform, flavor, externalId, scopes, tokenVersion } = row;
  const place = { workspaceId, connectionId: id, column: "accessToken" } as const;
  const accessToken = await deps.vault.open(place, row.accessToken ?? "").catch((error) => {
    deps.log.error("stored token cannot be opened", { connectionId: id, error });
    throw lockedAway(row, error);
  });
  const meta = row.meta as Record<string, string>;
  return {
    connectionId: id,
    workspaceId,
    platform,
    tokenVersion,
    flavor,
    externalId,
    scopes,
    meta,
    accessToken,
  };
}

/** A missing key comes back, so nothing is marked and posts wait; tokens moved between rows never open. */
const lockedAway = (row: ConnectionRow, cause: unknown): AppError =>
  new AppError("UNAVAILABLE", `token of connection ${row.id} cannot be opened`, {
    retryable: true,
    userMessage: "INTERNAL_ERROR",
    cause,
  });

// Refused ---------------------------------------------------------------------------------------------------------

async function refusedSession(deps: TokensDeps, session: FreshSession, error: AppError): Promise<void> {
  const row = await usableRow(deps, session.connectionId);
  if (row.tokenVersion !== session.tokenVersion) return;
  if (tooYoung(deps, row)) {
    const reason = String(error.params.reason ?? "token_invalid");
    await deps.work.run((tx) => reportLost(deps, tx, row, reason));
  } else {
    await renew(deps, row).catch((failure) => {
      throw notNow(row, toAppError(failure));
    });
  }
  const current = await usableRow(deps, session.connectionId);
  if (current.tokenVersion === session.tokenVersion) throw notNow(row, error);
}

// Jobs ------------------------------------------------------------------------------------------------------------

async function refreshJob(
  deps: TokensDeps,
  { connectionId, tokenVersion }: { connectionId: string; tokenVersion: number },
): Promise<RefreshOutcome> {
  const row = await findConnection(deps.db, connectionId);
  if (row?.status !== "active" || !row.accessToken) return { state: "gone" };
  if (row.tokenVersion !== tokenVersion) return { state: "already-newer" };
  if (tooYoung(deps, row)) return { state: "too-young", at: youngUntil(deps, row) };
  await renew(deps, row);
  const current = await findConnection(deps.db, connectionId);
  if (current?.status === "needs_reconnect")
    return { state: "needs-reconnect", reason: current.statusReason ?? "token_invalid" };
  if (current && current.tokenVersion === tokenVersion) throw notNow(row, undefined);
  return { state: "refreshed" };
}
