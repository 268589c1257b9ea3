import type { Prisma } from "#prisma/generated/client.ts";

/** Every query of series, tenant first; the sweep alone looks at all of them. */
export type Reader = Prisma.TransactionClient;
export type SeriesRow = Prisma.SeriesGetPayload<object>;
export type SeriesChange = Prisma.SeriesUncheckedUpdateManyInput;

/** The newest first; `after` is the last of the page before. */
export function findList(
  db: Reader,
  workspaceId: string,
  after: { id: string; createdAt: Date } | undefined,
  take: number,
): Promise<SeriesRow[]> {
  const { id, createdAt } = after ?? {};
  return db.series.findMany({
    where: {
      workspaceId,
      ...(id && createdAt ? { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] } : {}),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take,
  });
}

export const findOne = (db: Reader, workspaceId: string, id: string): Promise<SeriesRow | null> =>
  db.series.findFirst({ where: { id, workspaceId } });

/** The series with its row locked: whoever makes, changes or stops it waits for one another. */
export async function lockOne(db: Reader, workspaceId: string, id: string): Promise<SeriesRow | null> {
  await db.$queryRaw`SELECT 1 FROM series WHERE id = ${id}::uuid AND "workspaceId" = ${workspaceId} FOR UPDATE`;
  return findOne(db, workspaceId, id);
}

export const insertOne = (db: Reader, data: Prisma.SeriesUncheckedCreateInput) => db.series.create({ data });

export const updateOne = (db: Reader, workspaceId: string, id: string, data: SeriesChange) =>
  db.series.updateMany({ where: { id, workspaceId }, data });

export interface DueSeries {
  id: string;
  workspaceId: string;
  createdByUserId: string;
}

/** Series whose next occurrence has come near enough to become a post, longest due first. */
export const findDue = (db: Reader, now: Date, take: number): Promise<DueSeries[]> =>
  db.series.findMany({
    where: { status: "active", dueAt: { lte: now } },
    select: { id: true, workspaceId: true, createdByUserId: true },
    orderBy: { dueAt: "asc" },
    take,
  });
