import type { Connection, Prisma } from "#prisma/generated/client.ts";
import type { Db } from "#server/features/unit-of-work.ts";

/** Every query of the tokens feature. Rows found by their own id are changed by workspace, id and version. */

export type ConnectionRow = Connection;
export interface RowVersion {
  id: string;
  workspaceId: string;
  tokenVersion: number;
}
type Client = Db | Prisma.TransactionClient;

export const findConnection = (db: Client, id: string): Promise<ConnectionRow | null> =>
  db.connection.findUnique({ where: { id } });

const versionOf = ({ id, workspaceId, tokenVersion }: RowVersion) => ({ workspaceId, id, tokenVersion });

/**
 * Takes the lease on renewing this version. Undefined when somebody holds it, or when the row has moved on: then there
 * is nothing to renew.
 */
export async function claimRefresh(
  db: Db,
  row: RowVersion,
  now: Date,
  leaseUntil: Date,
): Promise<ConnectionRow | undefined> {
  const [claimed] = await db.connection.updateManyAndReturn({
    where: {
      ...versionOf(row),
      status: "active",
      OR: [{ refreshLeaseUntil: null }, { refreshLeaseUntil: { lte: now } }],
    },
    data: { refreshLeaseUntil: leaseUntil, refreshFence: { increment: 1 } },
  });
  return claimed;
}

export type GrantColumns = Pick<
  Prisma.ConnectionUncheckedUpdateManyInput,
  | "accessToken"
  | "refreshToken"
  | "accessTokenExpiresAt"
  | "refreshTokenExpiresAt"
  | "tokenIssuedAt"
  | "scopes"
  | "refreshDueAt"
>;

const MENDED = { status: "active", statusReason: null, refreshLeaseUntil: null, refreshFailures: 0 } as const;

/**
 * Stores what the platform answered, guarded by the version alone and not by the lease: an answer that came late is
 * newer than what is stored, and must not be thrown away. `healed` when it brings a connection back that a competitor
 * had given up meanwhile. Undefined when a newer grant, or a disconnect, was faster.
 */
export async function storeRefreshed(
  db: Db,
  row: RowVersion,
  columns: GrantColumns,
  now: Date,
): Promise<{ healed: boolean } | undefined> {
  for (const status of ["active", "needs_reconnect"] as const) {
    const { count } = await db.connection.updateMany({
      where: { ...versionOf(row), status },
      data: { ...columns, ...MENDED, tokenVersion: { increment: 1 }, lastRefreshedAt: now },
    });
    if (count > 0) return { healed: status === "needs_reconnect" };
  }
  return undefined;
}

/** A connection that nothing opens and that works all the same: whatever was there is forgotten. Returns the new version. */
export async function storeWithoutGrant(
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
  at: Date,
): Promise<number> {
  const updated = await tx.connection.update({
    where: { id: row.id, workspaceId: row.workspaceId },
    data: {
      ...MENDED,
      ...{ accessToken: null, refreshToken: null, accessTokenExpiresAt: null, refreshTokenExpiresAt: null },
      ...{ refreshDueAt: null, tokenIssuedAt: at, tokenVersion: { increment: 1 } },
    },
    select: { tokenVersion: true },
  });
  return updated.tokenVersion;
}

/** A person's consent: replaces whatever was there. Returns the new version. */
export async function storeGranted(
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
  columns: GrantColumns,
): Promise<number> {
  const updated = await tx.connection.update({
    where: { workspaceId: row.workspaceId, id: row.id },
    data: { ...columns, ...MENDED, tokenVersion: { increment: 1 } },
    select: { tokenVersion: true },
  });
  return updated.tokenVersion;
}

/** The call is still under way: the lease lasts longer, if it is still ours. */
export async function extendRefresh(db: Db, row: ConnectionRow, leaseUntil: Date): Promise<void> {
  await db.connection.updateMany({
    where: { ...versionOf(row), refreshFence: row.refreshFence, status: "active" },
    data: { refreshLeaseUntil: leaseUntil },
  });
}

/** The try failed for now: the lease goes back, if it is still ours; or ends at a moment, unsettled. */
export async function releaseRefresh(db: Db, row: ConnectionRow, endsAt: Date | null): Promise<void> {
  await db.connection.updateMany({
    where: { ...versionOf(row), refreshFence: row.refreshFence },
    data: { refreshLeaseUntil: endsAt, refreshFailures: { increment: 1 } },
  });
}

/** Marks the grant as gone. False when another version is in place, or it was marked already. */
export async function markLost(
  tx: Prisma.TransactionClient,
  row: { id: string; tokenVersion: number },
  reason: string,
): Promise<ConnectionRow | undefined> {
  const [lost] = await tx.connection.updateManyAndReturn({
    where: { id: row.id, tokenVersion: row.tokenVersion, status: "active" },
    data: {
      status: "needs_reconnect",
      statusReason: reason,
      refreshDueAt: null,
      refreshLeaseUntil: null,
    },
  });
  return lost;
}

const LEFT = {
  status: "disconnected",
  statusReason: "disconnected",
  refreshDueAt: null,
  refreshLeaseUntil: null,
} as const;

/** Nobody uses the grant from here on; its tokens stay until it has been taken back. False when that was so already. */
export async function markLeaving(
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
): Promise<boolean> {
  const { count } = await tx.connection.updateMany({
    where: { workspaceId: row.workspaceId, id: row.id, status: { not: "disconnected" } },
    data: LEFT,
  });
  return count > 0;
}

/** Deletes the tokens and keeps the row with its history. Undefined when there are none any more. */
export async function forgetTokens(
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
): Promise<ConnectionRow | undefined> {
  const [forgotten] = await tx.connection.updateManyAndReturn({
    where: { workspaceId: row.workspaceId, id: row.id, accessToken: { not: null } },
    data: {
      ...LEFT,
      accessToken: null,
      refreshToken: null,
      accessTokenExpiresAt: null,
      refreshTokenExpiresAt: null,
      tokenVersion: { increment: 1 },
    },
  });
  return forgotten;
}

/** Disconnects that died before they forgot the tokens. */
export const findLeftovers = (db: Db, before: Date): Promise<{ id: string; workspaceId: string }[]> =>
  db.connection.findMany({
    where: { status: "disconnected", accessToken: { not: null }, updatedAt: { lt: before } },
    select: { id: true, workspaceId: true },
    take: 100,
  });

export interface Rotation {
  workspaceId: string;
  connectionId: string;
  kind: "connected" | "refreshed" | "reconnected" | "failed" | "revoked";
  version: number;
  fingerprint?: string;
  detail?: string;
  at: Date;
}

export async function insertRotation(tx: Prisma.TransactionClient, rotation: Rotation): Promise<void> {
  await tx.tokenRotation.create({ data: rotation });
}

export interface ParkedTarget {
  id: string;
  postId: string;
}

/** Targets whose time has come and that cannot go out: they wait, and say why. */
export async function parkDueTargets(
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
  now: Date,
): Promise<ParkedTarget[]> {
  return tx.postTarget.updateManyAndReturn({
    where: {
      workspaceId: row.workspaceId,
      connectionId: row.id,
      status: "scheduled",
      scheduledAt: { lte: now },
    },
    data: {
      status: "waiting",
      errorCode: "NEEDS_RECONNECT",
      errorMessage: "NEEDS_RECONNECT",
      nextCheckAt: null,
    },
    select: { id: true, postId: true },
  });
}

/** Posts that will not go out while this connection is broken. */
export const countTargetsAtRisk = (
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
): Promise<number> =>
  tx.postTarget.count({
    where: { workspaceId: row.workspaceId, connectionId: row.id, status: { in: ["scheduled", "waiting"] } },
  });

/** Posts planned for later than the end of a grant: they will not go out unless a person connects the account again. */
export const countTargetsAfter = (
  tx: Prisma.TransactionClient,
  row: { id: string; workspaceId: string },
  end: Date | null,
): Promise<number> =>
  end === null
    ? Promise.resolve(0)
    : tx.postTarget.count({
        where: {
          workspaceId: row.workspaceId,
          connectionId: row.id,
          status: { in: ["scheduled", "waiting"] },
          scheduledAt: { gte: end },
          post: { deletedAt: null },
        },
      });

export type DueConnection = Pick<
  ConnectionRow,
  "id" | "workspaceId" | "platform" | "handle" | "tokenVersion"
>;

/** Active connections whose renewal is due, the most urgent first. Of all workspaces: the sweep serves everybody. */
export const findDue = (db: Db, now: Date, take: number, skip = 0): Promise<DueConnection[]> =>
  db.connection.findMany({
    where: { status: "active", refreshDueAt: { lte: now } },
    select: { id: true, workspaceId: true, platform: true, handle: true, tokenVersion: true },
    orderBy: [{ refreshDueAt: "asc" }, { id: "asc" }],
    take,
    skip,
  });

/** Active connections that no renewal can keep alive past `before`: only a new login can. */
export const findEnding = (db: Db, now: Date, before: Date): Promise<ConnectionRow[]> =>
  db.connection.findMany({
    where: { status: "active", refreshTokenExpiresAt: { gt: now, lte: before } },
    orderBy: { refreshTokenExpiresAt: "asc" },
    take: 500,
  });
