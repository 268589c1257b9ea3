import type { Prisma } from "#prisma/generated/client.ts";
import type { Slot } from "./schema.ts";

/** Every query of slots, tenant first. */
export type Reader = Prisma.TransactionClient;

export const findSlots = (db: Reader, workspaceId: string, connectionIds?: readonly string[]) =>
  db.postingSlot.findMany({
    where: { workspaceId, ...(connectionIds ? { connectionId: { in: [...connectionIds] } } : {}) },
    select: { connectionId: true, weekday: true, time: true },
    orderBy: [{ weekday: "asc" }, { time: "asc" }],
  });

export const findConnections = (db: Reader, workspaceId: string, ids?: readonly string[]) =>
  db.connection.findMany({
    where: { workspaceId, ...(ids ? { id: { in: [...ids] } } : { status: { not: "disconnected" } }) },
    select: { id: true, platform: true, handle: true, status: true },
    orderBy: { id: "asc" },
  });

/** Locks the connection's row, so that two saves come one after the other. False for a stranger's. */
export async function lockConnection(db: Reader, workspaceId: string, id: string): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM connections WHERE id = ${id}::uuid AND "workspaceId" = ${workspaceId} FOR NO KEY UPDATE`;
  return rows.length > 0;
}

export async function replaceSlots(
  db: Reader,
  workspaceId: string,
  connectionId: string,
  slots: readonly Slot[],
): Promise<void> {
  await db.postingSlot.deleteMany({ where: { workspaceId, connectionId } });
  if (slots.length > 0)
    await db.postingSlot.createMany({
      data: slots.map(({ weekday, time }) => ({ workspaceId, connectionId, weekday, time })),
    });
}

/** Times of other posts of these accounts in a stretch: in line, out, or drafts planned for a time. */
export async function findTaken(
  db: Reader,
  workspaceId: string,
  connectionIds: readonly string[],
  { from, to, exceptPostId }: { from: Date; to: Date; exceptPostId: string | null },
): Promise<Date[]> {
  const posts = await db.post.findMany({
    where: {
      workspaceId,
      deletedAt: null,
      scheduledAt: { gte: from, lt: to },
      ...(exceptPostId ? { id: { not: exceptPostId } } : {}),
      targets: { some: { connectionId: { in: [...connectionIds] }, status: { not: "canceled" } } },
    },
    select: { scheduledAt: true },
  });
  return posts.flatMap(({ scheduledAt }) => (scheduledAt ? [scheduledAt] : []));
}

export const findTimeZone = async (db: Reader, workspaceId: string): Promise<string> =>
  (await db.organization.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } }))
    .timeZone;
