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

export type ConnectionWithRisk = Connection & { postsAtRisk: number };

type Endangered = Pick<Connection, "id" | "status" | "refreshTokenExpiresAt">;

/**
 * The targets that will not go out unless a person connects the account again: all of a broken connection, and of a
 * working one those planned for later than the end of its grant. Undefined where none can be.
 */
function atRisk(row: Endangered): Prisma.PostTargetWhereInput | undefined {
  const own = { ...goingOut, connectionId: row.id };
  if (row.status !== "active") return own;
  return row.refreshTokenExpiresAt ? { ...own, scheduledAt: { gte: row.refreshTokenExpiresAt } } : undefined;
}

/** One query, whatever the number of connections. */
async function withRisk(db: Client, workspaceId: string, rows: Connection[]): Promise<ConnectionWithRisk[]> {
  const endangered = rows.flatMap((row) => atRisk(row) ?? []);
  const counts =
    endangered.length === 0
      ? []
      : await db.postTarget.groupBy({
          by: ["connectionId"],
          where: { workspaceId, OR: endangered },
          _count: true,
        });
  return rows.map((row) => {
    const found = counts.find(({ connectionId }) => connectionId === row.id);
    return { ...row, postsAtRisk: found?._count ?? 0 };
  });
}

export async function listConnections(db: Client, workspaceId: string): Promise<ConnectionWithRisk[]> {
  const rows = await db.connection.findMany({
    where: { workspaceId },
    orderBy: [{ platform: "asc" }, { handle: "asc" }, { id: "asc" }],
  });
  return withRisk(db, workspaceId, rows);
}

/** The first of the posts at risk, by their time. */
export async function listPostsAtRisk(db: Client, row: Connection, take: number) {
  const where = atRisk(row);
  if (!where) return [];
  const targets = await db.postTarget.findMany({
    where: { ...where, workspaceId: row.workspaceId },
    select: { postId: true, text: true, scheduledAt: true, post: { select: { text: true } } },
    orderBy: [{ scheduledAt: "asc" }, { id: "asc" }],
    take,
  });
  return targets.map(({ postId, text, scheduledAt, post }) => ({
    postId,
    text: text ?? post.text,
    scheduledAt,
  }));
}

export async function findConnection(
  db: Client,
  workspaceId: string,
  connectionId: string,
): Promise<ConnectionWithRisk> {
  const row = await db.connection.findFirst({ where: { workspaceId, id: connectionId } });
  const [found] = row ? await withRisk(db, workspaceId, [row]) : [];
  if (!found) throw new AppError("NOT_FOUND", "no such connection");
  return found;
}

/** The newest first, from behind the cursor. Throws NOT_FOUND for a cursor that is none of this connection's. */
export async function listRotations(
  db: Client,
  { workspaceId, connectionId }: { workspaceId: string; connectionId: string },
  cursor: string | null | undefined,
  take: number,
): Promise<TokenRotation[]> {
  const where = { workspaceId, connectionId };
  const after = cursor ? await db.tokenRotation.findFirst({ where: { ...where, id: cursor } }) : undefined;
  if (after === null) throw new AppError("NOT_FOUND", "no such cursor");
  const behind = after && { OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] };
  return db.tokenRotation.findMany({
    where: { ...where, ...behind },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take,
  });
}

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
  tx: Client,
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
