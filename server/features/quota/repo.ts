import { Prisma } from "#prisma/generated/client.ts";

/** Every query of quotas, tenant first. `Reader` is the client or a transaction. */
export type Reader = Prisma.TransactionClient;

export interface Stretch {
  /** Inclusive. */
  from: Date;
  /** Exclusive. */
  to: Date;
}

export interface CountedPost {
  connectionId: string;
  postId: string;
  /** When it went out, or will: what is overdue goes out now. */
  at: Date;
  /** The network has counted it already. */
  sent: boolean;
}

/** A post that waits for its network may be so late, and still go out. */
const LATEST_MS = 3 * 24 * 3_600_000;

/**
 * What uses up the quota of these connections within a stretch: posts in line by their time, posts that are out by the
 * time they went, and old ones that a person has sent out after all. Three ranges of indexes, so the cost grows with the
 * stretch and what is in line, not with the history.
 */
export async function findCounted(
  db: Reader,
  workspaceId: string,
  connectionIds: readonly string[],
  { from, to }: Stretch,
  now: Date,
): Promise<CountedPost[]> {
  if (connectionIds.length === 0) return [];
  const earliest = new Date(Math.min(from.getTime(), now.getTime()) - LATEST_MS);
  const ids = Prisma.join(connectionIds.map((id) => Prisma.sql`${id}::uuid`));
  const rows = await db.$queryRaw<CountedPost[]>`
    SELECT "connectionId", "postId", "publishedAt" AS at, true AS sent FROM post_targets
    WHERE "connectionId" IN (${ids}) AND "workspaceId" = ${workspaceId}
      AND "publishedAt" >= ${from} AND "publishedAt" < ${to} AND status IN ('live', 'removed')
    UNION ALL
    SELECT "connectionId", "postId", coalesce("armedAt", greatest("scheduledAt", ${now})) AS at,
      "armedAt" IS NOT NULL AS sent FROM post_targets
    WHERE "connectionId" IN (${ids}) AND "workspaceId" = ${workspaceId}
      AND "scheduledAt" >= ${earliest} AND "scheduledAt" < ${to}
      AND status IN ('scheduled', 'publishing', 'waiting', 'unknown')
    UNION ALL
    SELECT "connectionId", "postId", coalesce("armedAt", greatest("goAheadAt", ${now})) AS at,
      "armedAt" IS NOT NULL AS sent FROM post_targets
    WHERE "connectionId" IN (${ids}) AND "workspaceId" = ${workspaceId}
      AND "scheduledAt" < ${earliest} AND "goAheadAt" >= ${earliest}
      AND status IN ('scheduled', 'publishing', 'waiting', 'unknown')`;
  return rows.filter(({ at }) => at >= from && at < to);
}

export interface QuotaConnection {
  id: string;
  platform: string;
  handle: string;
  status: "active" | "needs_reconnect" | "disconnected";
}

/** The connections of the workspace, those named or all that are in use. */
export const findConnections = (
  db: Reader,
  workspaceId: string,
  ids?: readonly string[],
): Promise<QuotaConnection[]> =>
  db.connection.findMany({
    where: { workspaceId, ...(ids ? { id: { in: [...ids] } } : { status: { not: "disconnected" } }) },
    select: { id: true, platform: true, handle: true, status: true },
    orderBy: { id: "asc" },
  });

export const findTimeZone = async (db: Reader, workspaceId: string): Promise<string> =>
  (await db.organization.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } }))
    .timeZone;
