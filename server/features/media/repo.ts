import type { MediaAsset, Prisma } from "#prisma/generated/client.ts";
import { AppError } from "#server/core/errors.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import type { MediaKind } from "#server/platforms/rules.ts";
import type { MediaOutput } from "./schema.ts";

/** How long a removed file can be brought back. */
export const RESTORABLE_MS = 7 * 24 * 3_600_000;

/** Posts that people still have; a deleted post keeps its rows but uses nothing. */
export const inLivingPosts = { post: { deletedAt: null } } satisfies Prisma.PostMediaWhereInput;
const withUse = {
  _count: { select: { posts: { where: inLivingPosts } } },
} satisfies Prisma.MediaAssetInclude;

export type MediaRow = MediaAsset & { _count: { posts: number } };
type Client = Db | Prisma.TransactionClient;

const missing = () => new AppError("NOT_FOUND", "no such media");

export async function findMedia(db: Client, workspaceId: string, id: string): Promise<MediaRow> {
  const row = await db.mediaAsset.findFirst({
    where: { workspaceId, id, deletedAt: null, status: "ready" },
    include: withUse,
  });
  if (!row) throw missing();
  return row;
}

/** What may be looked at: a deleted file stays visible in the posts that went out with it. */
export async function findVisible(db: Client, workspaceId: string, id: string): Promise<MediaAsset> {
  const row = await db.mediaAsset.findFirst({
    where: {
      workspaceId,
      id,
      status: "ready",
      OR: [{ deletedAt: null }, { posts: { some: inLivingPosts } }],
    },
  });
  if (!row) throw missing();
  return row;
}

/** Newest first, from behind the cursor's row; one row more than asked tells whether there is a next page. */
export async function listMedia(
  db: Client,
  workspaceId: string,
  query: { kind?: MediaKind | undefined; cursor?: string | null | undefined; limit: number },
): Promise<MediaRow[]> {
  const after = query.cursor ? await cursorPosition(db, workspaceId, query.cursor) : undefined;
  return db.mediaAsset.findMany({
    where: {
      workspaceId,
      deletedAt: null,
      status: "ready",
      ...(query.kind && { kind: query.kind }),
      ...(after && {
        OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }],
      }),
    },
    include: withUse,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
  });
}

/** The cursor's row may have been deleted meanwhile; its place in the order remains. */
async function cursorPosition(db: Client, workspaceId: string, id: string) {
  const row = await db.mediaAsset.findFirst({
    where: { workspaceId, id },
    select: { id: true, createdAt: true },
  });
  if (!row) throw missing();
  return row;
}

/**
 * Posts that are on their way out and need these bytes. Their rows stay locked until the transaction ends, so that none
 * is scheduled between this count and what follows from it.
 */
export async function countPlannedUses(
  db: Prisma.TransactionClient,
  workspaceId: string,
  mediaId: string,
): Promise<number> {
  await db.$queryRaw`
    select p."id" from "posts" p join "post_media" m on m."postId" = p."id"
    where m."mediaId" = ${mediaId}::uuid and p."workspaceId" = ${workspaceId}
    order by p."id" for update of p`;
  return db.postMedia.count({
    where: {
      mediaId,
      post: {
        workspaceId,
        deletedAt: null,
        OR: [
          { status: "scheduled" },
          { targets: { some: { status: { in: ["scheduled", "publishing", "waiting", "unknown"] } } } },
        ],
      },
    },
  });
}

export function toMediaOutput(row: MediaRow): MediaOutput {
  return {
    id: row.id,
    status: row.status,
    kind: row.kind as MediaKind | null,
    contentType: row.contentType,
    bytes: row.bytes === null ? null : Number(row.bytes),
    checksum: row.checksum,
    width: row.width,
    height: row.height,
    durationMs: row.durationMs,
    frameRate: row.frameRate,
    codec: row.codec,
    originalName: row.originalName,
    altText: row.altText,
    url: `/api/media/${row.id}`,
    thumbnailUrl: row.thumbnailKey === null ? null : `/api/media/${row.id}/thumbnail`,
    usedBy: row._count.posts,
    rejectReason: row.rejectReason,
    createdAt: row.createdAt,
  };
}
