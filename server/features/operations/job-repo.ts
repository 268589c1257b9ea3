import { Prisma } from "#prisma/generated/client.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { andAll, type DeadGroupRow, type Position, reasonOf, type Slice, UUID } from "./list-repo.ts";
import type { JobFilter } from "./schema.ts";

/**
 * Queries of the operators' view on jobs, across all workspaces. Lists walk the index of (name, state, time) once per
 * name and state, and so read about as much as they show.
 */

export interface JobListRow {
  id: string;
  name: string;
  key: string | null;
  status: "pending" | "running" | "done" | "dead" | "canceled";
  workspaceId: string | null;
  attempts: number;
  maxAttempts: number;
  lastError: string | null;
  lastErrorCode: string | null;
  createdAt: Date;
  runAt: Date;
  finishedAt: Date | null;
}

const STATES: JobListRow["status"][] = ["pending", "running", "done", "dead", "canceled"];
const COLUMNS = Prisma.sql`j.id, j.name, j.key, j.status::text AS status, j."workspaceId", j.attempts, j."maxAttempts",
  j."lastError", j."lastErrorCode", j."createdAt", j."runAt", j."finishedAt"`;
const NEWEST = Prisma.sql`ORDER BY "createdAt" DESC, id DESC`;

/** Newest first, from behind the position; one more than asked tells whether there is a next page. */
export async function listJobs(db: Db, filter: JobFilter, slice: Slice): Promise<JobListRow[]> {
  return db.$queryRaw<JobListRow[]>(await select(db, filter, slice, COLUMNS));
}

/** As many as the filter finds, up to a limit. */
export async function countJobs(db: Db, filter: JobFilter, limit: number): Promise<number> {
  const ids = await select(db, filter, { limit }, Prisma.sql`j.id, j."createdAt"`);
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (${ids}) found`;
  return row?.count ?? 0;
}

/** Ids and times alone, for deeds on many. */
export async function listJobIds(db: Db, filter: JobFilter, slice: Slice): Promise<Position[]> {
  const rows = await db.$queryRaw<{ id: string; createdAt: Date }[]>(
    await select(db, filter, slice, Prisma.sql`j.id, j."createdAt"`),
  );
  return rows.map(({ id, createdAt }) => ({ id, at: createdAt }));
}

async function select(db: Db, filter: JobFilter, slice: Slice, columns: Prisma.Sql): Promise<Prisma.Sql> {
  const states = filter.status ? [filter.status] : STATES;
  const names = filter.name === undefined ? await listNames(db) : [filter.name];
  const limit = Prisma.sql`${NEWEST} LIMIT ${slice.limit}`;
  const where = conditions(filter, slice);
  const chosen = Prisma.sql`j.status = ANY(${states}::"JobStatus"[]) AND j.name = ANY(${names}::text[]) ${where}`;
  if (filter.q !== undefined) return searched(filter.q, names, columns, chosen, limit);
  if (filter.workspaceId !== undefined)
    return Prisma.sql`
      SELECT ${columns} FROM jobs j WHERE j."workspaceId" = ${filter.workspaceId} AND ${chosen} ${limit}`;
  return Prisma.sql`
    SELECT j.* FROM unnest(${names}::text[]) AS n (name)
    CROSS JOIN unnest(${states}::"JobStatus"[]) AS s (status) CROSS JOIN LATERAL (
      SELECT ${columns} FROM jobs j WHERE j.name = n.name AND j.status = s.status ${where} ${limit}) j
    ${limit}`;
}

function searched(
  q: string,
  names: string[],
  columns: Prisma.Sql,
  chosen: Prisma.Sql,
  limit: Prisma.Sql,
): Prisma.Sql {
  const byId = UUID.test(q)
    ? Prisma.sql`UNION SELECT ${columns} FROM jobs j WHERE j.id = ${q}::uuid AND ${chosen}`
    : Prisma.empty;
  return Prisma.sql`
    SELECT j.* FROM (
      (SELECT ${columns} FROM jobs j WHERE j."workspaceId" = ${q} AND ${chosen} ${limit})
      UNION
      (SELECT ${columns} FROM jobs j WHERE j.name = ANY(${names}::text[]) AND j.key = ${q} AND ${chosen})
      ${byId}) j
    ${limit}`;
}

function conditions({ reason, from, to, q, workspaceId }: JobFilter, { after, until }: Slice): Prisma.Sql {
  return andAll([
    ...(q !== undefined && workspaceId !== undefined ? [Prisma.sql`j."workspaceId" = ${workspaceId}`] : []),
    ...(from ? [Prisma.sql`j."createdAt" >= ${from}`] : []),
    ...(to ? [Prisma.sql`j."createdAt" < ${to}`] : []),
    ...(until ? [Prisma.sql`j."createdAt" <= ${until}`] : []),
    ...(after ? [Prisma.sql`(j."createdAt", j.id) < (${after.at}, ${after.id}::uuid)`] : []),
    ...(reason !== undefined ? [Prisma.sql`${reasonOf(Prisma.sql`j."lastError"`)} = ${reason}`] : []),
  ]);
}

/** Every name there is a row of; one index probe each, however many jobs there are. */
export async function listNames(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    WITH RECURSIVE each (name) AS (
      (SELECT name FROM jobs ORDER BY name LIMIT 1)
      UNION ALL
      SELECT (SELECT j.name FROM jobs j WHERE j.name > each.name ORDER BY j.name LIMIT 1)
      FROM each WHERE each.name IS NOT NULL)
    SELECT name FROM each WHERE name IS NOT NULL`;
  return rows.map(({ name }) => name);
}

export const findJob = (db: Db, id: string) => db.job.findUnique({ where: { id } });

export async function findWorkspaceNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db.organization.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true },
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Calls a pending job off, compare-and-set. False when it is none of these kinds, or has begun meanwhile. */
export async function cancelPending(
  db: Db,
  id: string,
  names: readonly string[],
  now: Date,
): Promise<boolean> {
  const { count } = await db.job.updateMany({
    where: { id, status: "pending", name: { in: [...names] } },
    data: { status: "canceled", finishedAt: now, armedUntil: null },
  });
  return count === 1;
}

/** The latest rows of one kind, for schedules. */
export const listRuns = (db: Db, name: string, most: number) => listJobs(db, { name }, { limit: most });

export const findEventHistory = (db: Db, eventId: string) =>
  db.webhookEvent.findUnique({ where: { id: eventId }, select: { id: true, history: true } });

export const listPublishAttempts = (db: Db, targetId: string) =>
  db.publishAttempt.findMany({ where: { targetId }, orderBy: { number: "desc" }, take: 50 });

export const listSchedules = (db: Db) => db.schedule.findMany({ orderBy: { name: "asc" } });

export const findStarted = (db: Db, ids: readonly string[]) =>
  db.job.findMany({ where: { id: { in: [...ids] } }, select: { id: true, startedAt: true } });

/** Dead jobs by name and reason; those whose event is dead too are told of there. */
export const groupDeadJobs = (db: Db, most: number): Promise<DeadGroupRow[]> =>
  db.$queryRaw<DeadGroupRow[]>`
    SELECT j.name, ${reasonOf(Prisma.sql`j."lastError"`)} AS reason, min(j."lastErrorCode") AS code, count(*)::int AS count,
           min(j."createdAt") AS oldest, max(j."createdAt") AS newest
    FROM (SELECT name, key, "lastError", "lastErrorCode", "createdAt" FROM jobs WHERE status = 'dead'
          ORDER BY "runAt" DESC LIMIT ${most}) j
    WHERE NOT (CASE WHEN j.name = 'webhook.process' AND j.key ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
               THEN EXISTS (SELECT 1 FROM webhook_events e WHERE e.id = j.key::uuid AND e.status = 'dead')
               ELSE false END)
    GROUP BY 1, 2 ORDER BY count DESC, newest DESC`;
