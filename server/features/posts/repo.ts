import { Prisma } from "#prisma/generated/client.ts";
import { newId } from "#server/core/ids.ts";
import type { SeriesRule } from "#server/features/series-rule.ts";
import type { PostContentInput, PostState, TargetInput } from "./schema.ts";
import { targetsOfState } from "./state.ts";

/** Every query of posts, tenant first. `Reader` is the client or a transaction. */
export type Reader = Prisma.TransactionClient;
/** A target without a choice of its own among the post's media. */
export const FOLLOWS_POST = Prisma.DbNull;
/** A post that goes out once. */
export const NO_REPEAT = Prisma.DbNull;

const connection = {
  id: true,
  platform: true,
  flavor: true,
  handle: true,
  displayName: true,
  avatarUrl: true,
  status: true,
  scopes: true,
  refreshTokenExpiresAt: true,
} satisfies Prisma.ConnectionSelect;

const include = {
  targets: { include: { connection: { select: connection } }, orderBy: { id: "asc" } },
  media: { include: { media: true }, orderBy: { position: "asc" } },
} satisfies Prisma.PostInclude;

export type PostRow = Prisma.PostGetPayload<{ include: typeof include }>;
export type TargetRow = PostRow["targets"][number];
export type ConnectionRow = TargetRow["connection"];
export type MediaRow = PostRow["media"][number]["media"];

export const findPost = (db: Reader, workspaceId: string, postId: string): Promise<PostRow | null> =>
  db.post.findFirst({ where: { id: postId, workspaceId, deletedAt: null }, include });

/**
 * The post with its row and its targets' rows locked until the transaction ends: editors wait for one another, and a
 * worker's claim waits too. The locks leave the keys free, so that timeline rows can be written beside them.
 */
export async function lockPost(tx: Reader, workspaceId: string, postId: string): Promise<PostRow | null> {
  await tx.$queryRaw`SELECT 1 FROM posts WHERE id = ${postId}::uuid AND "workspaceId" = ${workspaceId} FOR NO KEY UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM post_targets WHERE "postId" = ${postId}::uuid AND "workspaceId" = ${workspaceId} ORDER BY id FOR NO KEY UPDATE`;
  return findPost(tx, workspaceId, postId);
}

export const findConnections = (db: Reader, workspaceId: string, ids: string[]): Promise<ConnectionRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.connection.findMany({ where: { workspaceId, id: { in: ids } }, select: connection });

export const findMedia = (db: Reader, workspaceId: string, ids: string[]): Promise<MediaRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db.mediaAsset.findMany({ where: { workspaceId, id: { in: ids } } });

function whereState(state: PostState): Prisma.PostWhereInput {
  if (state === "draft") return { status: "draft" };
  const { some, none } = targetsOfState(state);
  const scheduled: Prisma.PostWhereInput = {
    status: "scheduled",
    AND: [
      ...some.map((status) => ({ targets: { some: { status } } })),
      ...(none.length > 0 ? [{ targets: { none: { status: { in: none } } } }] : []),
    ],
  };
  return state === "canceled" ? { OR: [{ status: "canceled" }, scheduled] } : scheduled;
}

export interface CalendarQuery {
  from: Date;
  to: Date;
  connectionIds?: string[] | undefined;
  platforms?: string[] | undefined;
  states?: PostState[] | undefined;
}

/** Posts with a time in [from, to), soonest first. */
export function findCalendar(
  db: Reader,
  workspaceId: string,
  query: CalendarQuery,
  take: number,
): Promise<PostRow[]> {
  const targets: Prisma.PostTargetWhereInput = {
    ...(query.connectionIds ? { connectionId: { in: query.connectionIds } } : {}),
    ...(query.platforms ? { connection: { platform: { in: query.platforms } } } : {}),
  };
  return db.post.findMany({
    where: {
      workspaceId,
      deletedAt: null,
      scheduledAt: { gte: query.from, lt: query.to },
      ...(Object.keys(targets).length > 0 ? { targets: { some: targets } } : {}),
      ...(query.states ? { OR: query.states.map(whereState) } : {}),
    },
    include,
    orderBy: [{ scheduledAt: "asc" }, { id: "asc" }],
    take,
  });
}

/** Most recently edited first; `after` is the last post of the page before. */
export function findList(
  db: Reader,
  workspaceId: string,
  states: readonly PostState[] | undefined,
  after: { id: string; updatedAt: Date } | undefined,
  take: number,
): Promise<PostRow[]> {
  const conditions: Prisma.PostWhereInput[] = states ? [{ OR: states.map(whereState) }] : [];
  if (after)
    conditions.push({
      OR: [{ updatedAt: { lt: after.updatedAt } }, { updatedAt: after.updatedAt, id: { lt: after.id } }],
    });
  return db.post.findMany({
    where: { workspaceId, deletedAt: null, AND: conditions },
    include,
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take,
  });
}

/** The posts that stand for the days of a series from a date on, wherever they were moved to; removed ones too. */
export const findOfSeries = (db: Reader, workspaceId: string, seriesId: string, from: string) =>
  db.post.findMany({
    where: { workspaceId, seriesId, occurrence: { gte: from } },
    select: {
      ...{ id: true, occurrence: true, scheduledAt: true, detachedAt: true, deletedAt: true, status: true },
      targets: { select: { status: true } },
    },
    orderBy: { occurrence: "asc" },
  });

/**
 * Locks them and their targets, in the order in which everybody does: rows before the plans of accounts, so that a
 * person who changes one of them and the series that rewrites it wait for one another and never both for the other.
 */
export async function lockOfSeries(
  tx: Reader,
  workspaceId: string,
  seriesId: string,
  from: string,
): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM posts WHERE "seriesId" = ${seriesId}::uuid AND "workspaceId" = ${workspaceId}
      AND occurrence >= ${from} ORDER BY id FOR NO KEY UPDATE`;
  await tx.$queryRaw`
    SELECT 1 FROM post_targets t JOIN posts p ON p.id = t."postId"
    WHERE p."seriesId" = ${seriesId}::uuid AND p."workspaceId" = ${workspaceId} AND p.occurrence >= ${from}
    ORDER BY t.id FOR NO KEY UPDATE OF t`;
}

export const findCursor = (db: Reader, workspaceId: string, id: string) =>
  db.post.findFirst({ where: { id, workspaceId }, select: { id: true, updatedAt: true } });

export interface NewPost {
  workspaceId: string;
  createdByUserId: string;
  content: PostContentInput;
  scheduledAt: Date | null;
  repeat?: SeriesRule | null;
  /** The occurrence it stands for. */
  seriesId?: string;
  occurrence?: string;
}

/** A new draft. Returns its id. */
export async function insertPost(tx: Reader, { content, repeat, ...post }: NewPost): Promise<string> {
  const id = newId();
  const { text, timeZone, latePolicy } = content;
  const known = { ...(latePolicy ? { latePolicy } : {}), ...(repeat ? { repeat } : {}) };
  await tx.post.create({ data: { id, ...post, text, timeZone, ...known } });
  await replaceMedia(tx, id, content.mediaIds);
  await insertTargets(
    tx,
    content.targets.map((target) => ({ ...target, postId: id, workspaceId: post.workspaceId })),
  );
  return id;
}

export async function replaceMedia(tx: Reader, postId: string, mediaIds: string[]): Promise<void> {
  await tx.postMedia.deleteMany({ where: { postId } });
  if (mediaIds.length > 0)
    await tx.postMedia.createMany({
      data: mediaIds.map((mediaId, position) => ({ postId, mediaId, position })),
    });
}

export async function insertTargets(
  tx: Reader,
  targets: (TargetInput & { postId: string; workspaceId: string })[],
): Promise<void> {
  if (targets.length === 0) return;
  await tx.postTarget.createMany({
    data: targets.map(({ workspaceId, postId, connectionId, kind, text, mediaIds, options }) => ({
      workspaceId,
      postId,
      connectionId,
      kind,
      text,
      mediaIds: mediaIds ?? FOLLOWS_POST,
      options,
    })),
  });
}

export const updateTargets = (
  tx: Reader,
  where: Prisma.PostTargetWhereInput & { workspaceId: string },
  data: Prisma.PostTargetUpdateManyMutationInput,
) => tx.postTarget.updateMany({ where, data });

export const deleteTargets = (tx: Reader, workspaceId: string, ids: string[]) =>
  tx.postTarget.deleteMany({ where: { workspaceId, id: { in: ids } } });

export const updatePost = (
  tx: Reader,
  workspaceId: string,
  postId: string,
  data: Prisma.PostUncheckedUpdateManyInput,
) =>
  tx.post.updateMany({
    where: { id: postId, workspaceId },
    data: { ...data, revision: { increment: 1 } },
  });
