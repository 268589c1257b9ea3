import { Prisma } from "#prisma/generated/client.ts";
import type { Db } from "#server/features/unit-of-work.ts";

/** Every query of publishing. Ids come from our own job rows or are looked up with their workspace first. */
export type Reader = Prisma.TransactionClient;
export type TargetChange = Prisma.PostTargetUncheckedUpdateManyInput;
export type AttemptChange = Prisma.PublishAttemptUncheckedUpdateManyInput;
export const NO_PARAMS = Prisma.DbNull;

/** Attempts looked back at when a wait is chosen. */
const HISTORY = 100;

const claimInclude = {
  post: {
    select: {
      text: true,
      status: true,
      latePolicy: true,
      deletedAt: true,
      media: { select: { mediaId: true }, orderBy: { position: "asc" } },
    },
  },
  connection: {
    select: { id: true, platform: true, flavor: true, externalId: true, handle: true, status: true },
  },
  attempts: { orderBy: { number: "desc" }, take: HISTORY },
} satisfies Prisma.PostTargetInclude;

export type ClaimRow = Prisma.PostTargetGetPayload<{ include: typeof claimInclude }>;
export type AttemptRow = ClaimRow["attempts"][number];

export const findForClaim = (db: Reader, targetId: string): Promise<ClaimRow | null> =>
  db.postTarget.findUnique({ where: { id: targetId }, include: claimInclude });

/** The same for a person who is to send it. */
export const findForTask = (db: Reader, workspaceId: string, targetId: string): Promise<ClaimRow | null> =>
  db.postTarget.findFirst({
    where: { id: targetId, workspaceId, status: "assisted", post: { deletedAt: null } },
    include: claimInclude,
  });

/** Compare-and-set on everything the decision to claim rested on. True when the row is ours. */
export async function claimRow(tx: Reader, seen: ClaimRow, now: Date, data: TargetChange): Promise<boolean> {
  const { count } = await tx.postTarget.updateMany({
    where: {
      id: seen.id,
      workspaceId: seen.workspaceId,
      revision: seen.revision,
      status: seen.status,
      fence: seen.fence,
      OR: [{ leaseUntil: null }, { leaseUntil: { lte: now } }],
    },
    data,
  });
  return count === 1;
}

export interface Held {
  targetId: string;
  workspaceId: string;
  revision: number;
  fence: number;
}

const underFence = (held: Held) => ({
  id: held.targetId,
  workspaceId: held.workspaceId,
  revision: held.revision,
  fence: held.fence,
  leaseUntil: { not: null },
});

/** Writes only while the fence is ours. False when it is not, and then nothing was written. */
export async function updateHeld(
  tx: Reader,
  held: Held,
  data: TargetChange,
  also: Prisma.PostTargetWhereInput = {},
): Promise<boolean> {
  const { count } = await tx.postTarget.updateMany({ where: { AND: [underFence(held), also] }, data });
  return count === 1;
}

export const extendLease = (db: Db, held: Held, until: Date): Promise<boolean> =>
  updateHeld(db, held, { leaseUntil: until });

export interface NewAttempt {
  workspaceId: string;
  targetId: string;
  revision: number;
  fence: number;
  startedAt: Date;
}

export async function insertAttempt(tx: Reader, attempt: NewAttempt): Promise<AttemptRow> {
  const last = await tx.publishAttempt.aggregate({
    where: { targetId: attempt.targetId },
    _max: { number: true },
  });
  return tx.publishAttempt.create({ data: { ...attempt, number: (last._max.number ?? 0) + 1 } });
}

export const updateAttempt = (tx: Reader, id: string, data: AttemptChange) =>
  tx.publishAttempt.updateMany({ where: { id }, data });

/** Closes what a stopped run left open. */
export const closeAttempts = (tx: Reader, targetId: string, data: AttemptChange) =>
  tx.publishAttempt.updateMany({ where: { targetId, finishedAt: null }, data });

/** The newest event of a target, so that the same news is not written twice. */
export const findLastEvent = (tx: Reader, target: { postId: string; targetId: string }) =>
  tx.timelineEvent.findFirst({
    where: { postId: target.postId, targetId: target.targetId },
    orderBy: { id: "desc" },
    select: { type: true, data: true },
  });

/** The connection's status, held still until the transaction ends: a reconnect comes before it or after it. */
export async function lockConnectionStatus(tx: Reader, connectionId: string): Promise<string | undefined> {
  const [row] = await tx.$queryRaw<{ status: string }[]>`
    SELECT status::text FROM connections WHERE id = ${connectionId}::uuid FOR SHARE`;
  return row?.status;
}

const seen = {
  id: true,
  workspaceId: true,
  postId: true,
  status: true,
  revision: true,
  fence: true,
  armedAt: true,
  scheduledAt: true,
  publicParts: true,
  removeAskedAt: true,
  connection: { select: { id: true, platform: true, handle: true, status: true } },
} satisfies Prisma.PostTargetSelect;

export type SeenTarget = Prisma.PostTargetGetPayload<{ select: typeof seen }>;

export const findTarget = (tx: Reader, workspaceId: string, targetId: string): Promise<SeenTarget | null> =>
  tx.postTarget.findFirst({
    where: { id: targetId, workspaceId, post: { deletedAt: null } },
    select: seen,
  });

/** Compare-and-set on what was seen. True when nothing had moved. */
export async function updateSeen(tx: Reader, target: SeenTarget, data: TargetChange): Promise<boolean> {
  const { id, workspaceId, status, revision, fence, armedAt, removeAskedAt } = target;
  const { count } = await tx.postTarget.updateMany({
    where: { id, workspaceId, status, revision, fence, armedAt, removeAskedAt },
    data,
  });
  return count === 1;
}

/** Ends a deletion that was asked for. False when it was ended before. */
export async function settleRemoval(tx: Reader, seen: ClaimRow, data: TargetChange): Promise<boolean> {
  const { id, workspaceId, removeAskedAt } = seen;
  const { count } = await tx.postTarget.updateMany({
    where: { id, workspaceId, removeAskedAt: removeAskedAt ?? new Date(0) },
    data: { ...data, removeAskedAt: null },
  });
  return count === 1;
}

/** Held until the transaction ends: whoever changes a post holds it before its targets. */
export const lockPost = (tx: Reader, { workspaceId, postId }: Pick<SeenTarget, "workspaceId" | "postId">) =>
  tx.$queryRaw`SELECT 1 FROM posts WHERE id = ${postId}::uuid AND "workspaceId" = ${workspaceId} FOR NO KEY UPDATE`;

const OUT = ["publishing", "live", "unknown", "removed"] as const;

/** The time of a post follows that of a target somebody moved, unless another of its targets went out at the old one. */
export const movePost = (
  tx: Reader,
  { workspaceId, postId }: Pick<SeenTarget, "workspaceId" | "postId">,
  scheduledAt: Date,
) =>
  tx.post.updateMany({
    where: { id: postId, workspaceId, targets: { none: { status: { in: [...OUT] } } } },
    data: { scheduledAt, revision: { increment: 1 } },
  });

export const findPost = (db: Reader, workspaceId: string, postId: string) =>
  db.post.findFirst({ where: { id: postId, workspaceId, deletedAt: null }, select: { id: true } });

/** The newest events, oldest of them first. */
export async function findEvents(db: Reader, workspaceId: string, postId: string, take: number) {
  const rows = await db.timelineEvent.findMany({
    where: { workspaceId, postId },
    orderBy: { id: "desc" },
    take,
  });
  return rows.reverse();
}

export const findAttempts = (db: Reader, workspaceId: string, postId: string, take: number) =>
  db.publishAttempt.findMany({
    where: { workspaceId, target: { postId } },
    orderBy: [{ startedAt: "desc" }, { number: "desc" }],
    take,
  });

export const findNames = (db: Reader, userIds: string[]) =>
  userIds.length === 0
    ? Promise.resolve([])
    : db.user.findMany({ where: { id: { in: userIds } }, select: { id: true, name: true } });

// Targets as a platform's webhooks name them: by account and handle, in whatever workspace they are. ------------------

const reported = {
  id: true,
  workspaceId: true,
  postId: true,
  status: true,
  revision: true,
  fence: true,
  remoteId: true,
  handles: true,
} satisfies Prisma.PostTargetSelect;

export type ReportedTarget = Prisma.PostTargetGetPayload<{ select: typeof reported }>;

export interface ReportedBy {
  platform: string;
  /** The platform's id of the account. */
  accountRef: string;
  handle: { name: string; value: string };
  event: { remoteId?: string };
}

const ofAccount = ({ platform, accountRef }: ReportedBy): Prisma.PostTargetWhereInput => ({
  connection: { platform, externalId: accountRef },
});

export const findByHandle = (tx: Reader, by: ReportedBy): Promise<ReportedTarget[]> =>
  tx.postTarget.findMany({
    where: {
      ...ofAccount(by),
      OR: [
        { handles: { path: [by.handle.name], equals: by.handle.value } },
        { remoteId: by.handle.value },
        ...(by.event.remoteId === undefined ? [] : [{ remoteId: by.event.remoteId }]),
      ],
    },
    select: reported,
    orderBy: { id: "asc" },
  });

/** Platforms stamp events in whole seconds, by their own clock. */
const CLOCK_SLACK_MS = 60_000;

/** News of a publication that comes later than this is not expected. */
const NEWS_WITHIN_MS = 2 * 86_400_000;

/**
 * Targets of the account that lack the handle and were armed in the time this event can speak of, however they ended:
 * one that was found by other means meanwhile may well be the one that is meant.
 */
export async function findUnnamed(tx: Reader, by: ReportedBy, occurredAt: Date): Promise<ReportedTarget[]> {
  const armedAt = {
    gte: new Date(occurredAt.getTime() - NEWS_WITHIN_MS),
    lte: new Date(occurredAt.getTime() + CLOCK_SLACK_MS),
  };
  const rows = await tx.postTarget.findMany({
    where: { ...ofAccount(by), attempts: { some: { armedAt } } },
    select: reported,
    orderBy: { id: "asc" },
  });
  return rows.filter((row) => !(row.handles as Record<string, unknown>)[by.handle.name]);
}

export async function adoptHandle(
  tx: Reader,
  { id, workspaceId, fence, handles }: ReportedTarget,
  handle: { name: string; value: string },
): Promise<boolean> {
  const { count } = await tx.postTarget.updateMany({
    where: { id, workspaceId, fence, status: "unknown" },
    data: { handles: { ...(handles as Record<string, string>), [handle.name]: handle.value } },
  });
  return count === 1;
}

export const wasTold = async (
  tx: Reader,
  { postId, id: targetId }: ReportedTarget,
  eventId: string,
): Promise<boolean> =>
  (await tx.timelineEvent.count({
    where: { postId, targetId, data: { path: ["eventId"], equals: eventId } },
  })) > 0;
