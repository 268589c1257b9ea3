import type { Notification, Prisma } from "#prisma/generated/client.ts";
import { AppError } from "#server/core/errors.ts";
import type { Actor } from "#server/features/actor.ts";
import { ROLES } from "#server/features/session/schema.ts";
import type { Db } from "#server/features/unit-of-work.ts";

type Client = Db | Prisma.TransactionClient;

/** Whose business it is when something needs doing. */
const WHO_ACT = ROLES.slice(0, ROLES.indexOf("editor") + 1);

/** The members who may act, with what a mail to them needs. */
export function findPeopleWhoAct(db: Client, workspaceId: string) {
  return db.member.findMany({
    where: { organizationId: workspaceId, role: { in: WHO_ACT } },
    select: {
      user: { select: { id: true, name: true, email: true, emailVerified: true, locale: true } },
      organization: { select: { name: true } },
    },
    orderBy: { userId: "asc" },
  });
}

export type PersonWhoActs = Awaited<ReturnType<typeof findPeopleWhoAct>>[number];

/** Inserts what is new; rows of a cause a person was told of already are left as they are and not returned. */
export function insertNew(db: Client, rows: Prisma.NotificationCreateManyInput[]) {
  return db.notification.createManyAndReturn({
    data: rows,
    skipDuplicates: true,
    select: { id: true, userId: true },
  });
}

const own = ({ workspaceId, userId }: Actor) => ({ workspaceId, userId });

/** Newest first, from behind the cursor's row; one row more than asked tells whether there is a next page. */
export async function listOwn(
  db: Client,
  actor: Actor,
  query: { cursor?: string | null | undefined; limit: number },
): Promise<Notification[]> {
  const after = query.cursor ? await positionOf(db, actor, query.cursor) : undefined;
  return db.notification.findMany({
    where: {
      ...own(actor),
      ...(after && {
        OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }],
      }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
  });
}

async function positionOf(db: Client, actor: Actor, id: string) {
  const row = await db.notification.findFirst({
    where: { ...own(actor), id },
    select: { id: true, createdAt: true },
  });
  if (!row) throw new AppError("NOT_FOUND", "no such notification");
  return row;
}

export const countUnread = (db: Client, actor: Actor): Promise<number> =>
  db.notification.count({ where: { ...own(actor), readAt: null } });

/** `ids` undefined: all of them. What was read before keeps its time. */
export async function markOwnRead(
  db: Client,
  actor: Actor,
  ids: string[] | undefined,
  readAt: Date,
): Promise<void> {
  await db.notification.updateMany({
    where: { ...own(actor), readAt: null, ...(ids && { id: { in: ids } }) },
    data: { readAt },
  });
}
