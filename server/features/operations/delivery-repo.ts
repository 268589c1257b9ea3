import { Prisma } from "#prisma/generated/client.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import type { Position } from "./list-repo.ts";

/**
 * Queries of the operators' view on deliveries, and on the few among them that have no event: they were signed and not
 * understood, and are kept as evidence. No index knows them, but each was counted as it was refused.
 */

/** A part of one day (UTC) in which what a source sent was not understood; `until` is not in it any more. */
export interface Span {
  source: string;
  day: Date;
  from: Date;
  until: Date;
}

export interface DeliveryRow {
  id: string;
  source: string;
  receivedAt: Date;
  keyId: string;
  bytes: number;
  scrubbedAt: Date | null;
}

/**
 * Where evidence can be, the latest day first; one source's spans do not overlap. A delivery is counted once it is
 * stored, which may be on the next day: a span begins a minute before its first count. There is no span for what was
 * stored and never counted, because its process was killed within the two seconds between.
 */
export const listSpans = (db: Db): Promise<Span[]> => db.$queryRaw<Span[]>`
  SELECT source, day, lower(span) AS "from", upper(span) AS "until" FROM (
    SELECT r.source, c.day, unnest(range_agg(
      tsrange(r."firstAt" - interval '1 minute', r."lastAt" + interval '1 millisecond')
      * tsrange(c.day, c.day + interval '1 day'))) AS span
    FROM webhook_refusals r
    CROSS JOIN LATERAL (VALUES (r.day::timestamp), (r.day - interval '1 day')) AS c (day)
    WHERE r.reason = 'not_understood' GROUP BY 1, 2) spans
  ORDER BY day DESC, source, "from"`;

/** A walk over deliveries, from the newest to the oldest. */
interface Walk {
  /** Those of them that have no event. */
  found: DeliveryRow[];
  /** How many it passed, these among them. */
  walked: number;
  last: Position | undefined;
}

/** Before every other id. */
const NIL = "00000000-0000-0000-0000-000000000000";

/**
 * Passes a number of deliveries within the spans, the newest first, from behind the position. It reads so many of each
 * span at the most, and asks the index of events once for each it passes.
 *
 * The index is entered at one end of a span alone: between two ends the planner would expect next to nothing, and sort
 * the whole span for every step.
 */
export async function walkDeliveries(
  db: Db,
  spans: readonly Span[],
  { after, limit }: { after: Position | undefined; limit: number },
): Promise<Walk> {
  const sources = spans.map(({ source }) => source);
  const since = spans.map(({ from }) => from.toISOString());
  const begin = spans.map(({ until }) => (after && after.at < until ? after : { at: until, id: NIL }));
  const newest = Prisma.sql`ORDER BY d."receivedAt" DESC, d.id DESC LIMIT ${limit}`;
  const rows = await db.$queryRaw<(DeliveryRow & { walked: number; found: boolean })[]>`
    WITH walked AS (
      SELECT d.* FROM unnest(
        ${sources}::text[], ${since}::text[]::timestamp[],
        ${begin.map(({ at }) => at.toISOString())}::text[]::timestamp[], ${begin.map(({ id }) => id)}::uuid[]
      ) AS s (source, since, at, id)
      CROSS JOIN LATERAL (
        SELECT d.id, d.source, d."receivedAt", d."signatureKeyId" AS "keyId", octet_length(d."rawBody") AS bytes,
               d."scrubbedAt"
        FROM webhook_deliveries d
        WHERE d.source = s.source AND (d."receivedAt", d.id) < (s.at, s.id) ${newest}) d
      WHERE d."receivedAt" >= s.since ${newest}
    ), placed AS (
      SELECT w.*, row_number() OVER (ORDER BY w."receivedAt" DESC, w.id DESC)::int AS place,
             count(*) OVER ()::int AS walked
      FROM walked w
    )
    SELECT p.id, p.source, p."receivedAt", p."keyId", p.bytes, p."scrubbedAt", p.walked,
           e."deliveryId" IS NULL AS found
    FROM placed p LEFT JOIN LATERAL (
      SELECT e."deliveryId" FROM webhook_events e WHERE e."deliveryId" = p.id LIMIT 1) e ON true
    WHERE e."deliveryId" IS NULL OR p.place = p.walked
    ORDER BY p.place`;
  const last = rows.at(-1);
  return {
    found: rows.flatMap(({ walked: _, found, ...row }) => (found ? [row] : [])),
    walked: last?.walked ?? 0,
    last: last && { at: last.receivedAt, id: last.id },
  };
}

/** With its events, up to a limit, and how many there are. */
export const findDelivery = (db: Db, id: string, mostEvents: number) =>
  db.webhookDelivery.findUnique({
    where: { id },
    include: {
      events: {
        select: { id: true, source: true, type: true, externalId: true, status: true },
        orderBy: { id: "asc" },
        take: mostEvents,
      },
      _count: { select: { events: true } },
    },
  });
