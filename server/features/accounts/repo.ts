import type { Connection, Prisma, TokenRotation } from "#prisma/generated/client.ts";
import { AppError } from "#server/core/errors.ts";
import { type Role, role as roleSchema } from "#server/features/session/schema.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import type { PlatformAccount } from "#server/platforms/platform.ts";

type Client = Db | Prisma.TransactionClient;

/** Posts that wait for their time or for this very connection; those of deleted posts go nowhere. */
const goingOut = {
  status: { in: ["scheduled", "waiting"] },
  post: { deletedAt: null },
} satisfies Prisma.PostTargetWhereInput;
const withRisk = { _count: { select: { targets: { where: goingOut } } } } satisfies Prisma.ConnectionInclude;

export type ConnectionWithRisk = Connection & { _count: { targets: number } };

export const listConnections = (db: Client, workspaceId: string): Promise<ConnectionWithRisk[]> =>
  db.connection.findMany({
    where: { workspaceId },
    include: withRisk,
    orderBy: [{ platform: "asc" }, { handle: "asc" }, { id: "asc" }],
  });

export async function findConnection(
  db: Client,
  workspaceId: string,
  connectionId: string,
): Promise<ConnectionWithRisk> {
  const row = await db.connection.findFirst({ where: { workspaceId, id: connectionId }, include: withRisk });
  if (!row) throw new AppError("NOT_FOUND", "no such connection");
  return row;
}

export const listRotations = (
  db: Client,
  workspaceId: string,
  connectionId: string,
): Promise<TokenRotation[]> =>
  db.tokenRotation.findMany({
    where: { workspaceId, connectionId },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: 50,
  });

export interface ConnectionFacts {
  workspaceId: string;
  platform: string;
  flavor: string;
  account: PlatformAccount;
  connectedByUserId: string;
  at: Date;
}

/** The row of this account in this workspace, new or as it was; version 0 says that no grant was ever stored. */
export async function upsertConnection(
  tx: Prisma.TransactionClient,
  { workspaceId, platform, flavor, account, connectedByUserId, at }: ConnectionFacts,
): Promise<{ id: string; tokenVersion: number }> {
  const { externalId, handle, displayName, avatarUrl = null, meta } = account;
  const facts = { flavor, handle, displayName, avatarUrl, meta, connectedByUserId };
  return tx.connection.upsert({
    where: { workspaceId_platform_externalId: { workspaceId, platform, externalId } },
    create: { workspaceId, platform, externalId, ...facts, tokenIssuedAt: at, tokenVersion: 0 },
    update: facts,
    select: { id: true, tokenVersion: true },
  });
}

/** Workspaces other than this one in which the account is connected and works. */
export async function findElsewhere(
  tx: Prisma.TransactionClient,
  { workspaceId, platform, externalId }: { workspaceId: string; platform: string; externalId: string },
): Promise<string[]> {
  const rows = await tx.connection.findMany({
    where: { workspaceId: { not: workspaceId }, platform, externalId, status: "active" },
    select: { workspaceId: true },
  });
  return rows.map((row) => row.workspaceId);
}

/**
 * Does another working connection live on the same grant at the network? The same account in another workspace, or
 * another account that the same consent opened (`meta.grantId`): taking the grant back would end that one too.
 */
export async function sharesGrant(db: Client, row: Connection): Promise<boolean> {
  const { grantId } = row.meta as Record<string, string>;
  const count = await db.connection.count({
    where: {
      id: { not: row.id },
      platform: row.platform,
      status: "active",
      OR: [
        { externalId: row.externalId },
        ...(grantId ? [{ meta: { path: ["grantId"], equals: grantId } }] : []),
      ],
    },
  });
  return count > 0;
}

/** Every connection of an account, in all workspaces: a network speaks of accounts and knows no workspaces. */
export const findByAccount = (
  tx: Prisma.TransactionClient,
  platform: string,
  externalId: string,
): Promise<Pick<Connection, "id" | "tokenVersion" | "status" | "tokenIssuedAt">[]> =>
  tx.connection.findMany({
    where: { platform, externalId },
    select: { id: true, tokenVersion: true, status: true, tokenIssuedAt: true },
    orderBy: { id: "asc" },
  });

/** Undefined for somebody who is no member (any more), or whose role we do not know. */
export async function roleIn(db: Client, workspaceId: string, userId: string): Promise<Role | undefined> {
  const member = await db.member.findUnique({
    where: { organizationId_userId: { organizationId: workspaceId, userId } },
    select: { role: true },
  });
  const known = roleSchema.safeParse(member?.role);
  return known.success ? known.data : undefined;
}

/** The network's ids of every account of this network in the workspace that is in use. */
export async function findExternalIds(db: Client, workspaceId: string, platform: string): Promise<string[]> {
  const rows = await db.connection.findMany({
    where: { workspaceId, platform, status: { not: "disconnected" } },
    select: { externalId: true },
  });
  return rows.map((row) => row.externalId);
}
