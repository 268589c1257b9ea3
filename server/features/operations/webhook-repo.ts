import { Prisma } from "#prisma/generated/client.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { andAll, type DeadGroupRow, type Position, reasonOf, type Slice, UUID } from "./list-repo.ts";
import type { WebhookFilter } from "./schema.ts";

/**
 * Queries of the operators' view on webhook events. It spans all workspaces; events belong to none. Every list walks
 * indexes from the newest on, once per (source, state) or (type, state), and so reads about as much as it shows.
 */

export interface EventRow {
  id: string;
  source: string;
  type: string;
  externalId: string;
  accountRef: string | null;
  status: "received" | "processing" | "done" | "ignored" | "failed" | "dead";
  attempts: number;
  lastError: string | null;
  receivedAt: Date;
  processedAt: Date | null;
}

const STATES: EventRow["status"][] = ["received", "processing", "done", "ignored", "failed", "dead"];
const COLUMNS = Prisma.sql`e.id, e.source, e.type, e."externalId", e."accountRef", e.status::text AS status, e.attempts,
  e."lastError", e."receivedAt", e."processedAt"`;
const NEWEST = Prisma.sql`ORDER BY "receivedAt" DESC, id DESC`;

/** Newest first, from behind the position; one more than asked tells whether there is a next page. */
export async function listEvents(db: Db, filter: WebhookFilter, slice: Slice): Promise<EventRow[]> {
  return db.$queryRaw<EventRow[]>(await select(db, filter, slice, COLUMNS));
}

/** As many as the filter finds, up to a limit. */
export async function countEvents(db: Db, filter: WebhookFilter, limit: number): Promise<number> {
  const ids = await select(db, filter, { limit }, Prisma.sql`e.id, e."receivedAt"`);
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM (${ids}) found`;
  return row?.count ?? 0;
}

/** Ids and times alone, for deeds on many. */
export async function listEventIds(db: Db, filter: WebhookFilter, slice: Slice): Promise<Position[]> {
  const rows = await db.$queryRaw<{ id: string; receivedAt: Date }[]>(
    await select(db, filter, slice, Prisma.sql`e.id, e."receivedAt"`),
  );
  return rows.map(({ id, receivedAt }) => ({ id, at: receivedAt }));
}

async function select(db: Db, filter: WebhookFilter, slice: Slice, columns: Prisma.Sql): Promise<Prisma.Sql> {
  const states = filter.status ? [filter.status] : STATES;
  const where = conditions(filter, slice);
  const limit = Prisma.sql`${NEWEST} LIMIT ${slice.limit}`;
  if (filter.q !== undefined) {
    const found = Prisma.sql`e.status = ANY(${states}::"WebhookEventStatus"[]) ${where}`;
    return searched(filter.q, await sourcesOf(db, filter), columns, found, limit);
  }
  if (filter.type !== undefined)
    return Prisma.sql`
      SELECT e.* FROM unnest(${states}::"WebhookEventStatus"[]) AS s (status) CROSS JOIN LATERAL (
        SELECT ${columns} FROM webhook_events e
        WHERE e.type = ${filter.type} AND e.status = s.status ${where} ${limit}) e
      ${limit}`;
  return Prisma.sql`
    SELECT e.* FROM unnest(${await sourcesOf(db, filter)}::text[]) AS o (source)
    CROSS JOIN unnest(${states}::"WebhookEventStatus"[]) AS s (status) CROSS JOIN LATERAL (
      SELECT ${columns} FROM webhook_events e
      WHERE e.source = o.source AND e.status = s.status ${where} ${limit}) e
    ${limit}`;
}

/** Each way to name an event has an index; none of them reads more than it finds. */
function searched(
  q: string,
  sources: string[],
  columns: Prisma.Sql,
  found: Prisma.Sql,
  limit: Prisma.Sql,
): Prisma.Sql {
  const byId = UUID.test(q)
    ? Prisma.sql`UNION SELECT ${columns} FROM webhook_events e WHERE e.id = ${q}::uuid AND ${found}`
    : Prisma.empty;
  return Prisma.sql`
    SELECT e.* FROM (
      (SELECT ${columns} FROM webhook_events e WHERE e."accountRef" = ${q} AND ${found} ${limit})
      UNION
      (SELECT ${columns} FROM webhook_events e
       WHERE e.source = ANY(${sources}::text[]) AND e."externalId" = ${q} AND ${found})
      ${byId}) e
    ${limit}`;
}

/** What the indexes above do not choose by, for `WHERE … <here>`. */
function conditions(filter: WebhookFilter, { after, until }: Slice): Prisma.Sql {
  const { source, type, reason, from, to, q } = filter;
  return andAll([
    ...(type !== undefined && source !== undefined ? [Prisma.sql`e.source = ${source}`] : []),
    ...(q !== undefined && type !== undefined ? [Prisma.sql`e.type = ${type}`] : []),
    ...(q !== undefined && source !== undefined ? [Prisma.sql`e.source = ${source}`] : []),
    ...(from ? [Prisma.sql`e."receivedAt" >= ${from}`] : []),
    ...(to ? [Prisma.sql`e."receivedAt" < ${to}`] : []),
    ...(until ? [Prisma.sql`e."receivedAt" <= ${until}`] : []),
    ...(after ? [Prisma.sql`(e."receivedAt", e.id) < (${after.at}, ${after.id}::uuid)`] : []),
    ...(reason !== undefined ? [Prisma.sql`${reasonOf(Prisma.sql`e."lastError"`)} = ${reason}`] : []),
  ]);
}

const sourcesOf = async (db: Db, { source }: WebhookFilter): Promise<string[]> =>
  source === undefined ? listSources(db) : [source];

/** Every source something came from; one index probe each, however many events there are. */
export async function listSources(db: Db): Promise<string[]> {
  const rows = await db.$queryRaw<{ source: string }[]>`
    WITH RECURSIVE each (source) AS (
      (SELECT source FROM webhook_events ORDER BY source LIMIT 1)
      UNION ALL
      SELECT (SELECT e.source FROM webhook_events e WHERE e.source > each.source ORDER BY e.source LIMIT 1)
      FROM each WHERE each.source IS NOT NULL)
    SELECT source FROM each WHERE source IS NOT NULL`;
  return rows.map(({ source }) => source);
}

/** Every type of event that came; the same. */
export async function listTypes(db: Db, most: number): Promise<string[]> {
  const rows = await db.$queryRaw<{ type: string }[]>`
    WITH RECURSIVE each (type) AS (
      (SELECT type FROM webhook_events ORDER BY type LIMIT 1)
      UNION ALL
      SELECT (SELECT e.type FROM webhook_events e WHERE e.type > each.type ORDER BY e.type LIMIT 1)
      FROM each WHERE each.type IS NOT NULL)
    SELECT type FROM each WHERE type IS NOT NULL LIMIT ${most}`;
  return rows.map(({ type }) => type);
}

export const findEvent = (db: Db, id: string) =>
  db.webhookEvent.findUnique({
    where: { id },
    include: { delivery: { include: { _count: { select: { events: true } } } } },
  });

export const findEventJob = (db: Db, eventId: string) =>
  db.job.findUnique({
    where: { name_key: { name: "webhook.process", key: eventId } },
    select: { id: true, status: true, runAt: true, attempts: true },
  });

/** Dead events by source and reason: the newest of each source, up to a limit. */
export const groupDeadEvents = async (db: Db, most: number): Promise<DeadGroupRow[]> =>
  db.$queryRaw<DeadGroupRow[]>`
    SELECT e.source AS name, ${reasonOf(Prisma.sql`e."lastError"`)} AS reason, NULL::text AS code,
           count(*)::int AS count, min(e."receivedAt") AS oldest, max(e."receivedAt") AS newest
    FROM unnest(${await listSources(db)}::text[]) AS o (source) CROSS JOIN LATERAL (
      SELECT e.source, e."lastError", e."receivedAt" FROM webhook_events e
      WHERE e.source = o.source AND e.status = 'dead' ORDER BY e."receivedAt" DESC LIMIT ${most}) e
    GROUP BY 1, 2 ORDER BY count DESC, newest DESC`;

export const listRefusals = (db: Db, since: Date) =>
  db.webhookRefusal.findMany({
    where: { day: { gte: since } },
    orderBy: [{ day: "desc" }, { source: "asc" }, { reason: "asc" }],
    take: 2_000,
  });
