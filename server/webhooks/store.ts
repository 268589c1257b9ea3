import type { ParsedEvent } from "./source.ts";

/** What we need of a pool: one statement is one transaction. A named one is planned once per connection. */
export interface Sql {
  query<R extends object>(statement: {
    name: string;
    text: string;
    values: unknown[];
  }): Promise<{ rows: R[] }>;
}

/** A verified request and the events found in it. */
export interface StoredDelivery {
  id: string;
  source: string;
  rawBody: Uint8Array;
  headers: Record<string, string>;
  signatureKeyId: string;
  receivedAt: Date;
  events: (ParsedEvent & { id: string })[];
  /** Kept although it has no event: signed, and yet not understood. */
  evidence: boolean;
}

export interface ProcessJob {
  name: string;
  maxAttempts: number;
}

/**
 * One statement, hence one transaction for the whole group: new events, and the deliveries that brought them. A delivery
 * that brought nothing new leaves no trace. Events go in sorted, so that two groups with the same events never wait for
 * each other in a circle. Foreign keys are checked at the statement's end.
 */
const EVENTS = `
  WITH event AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS e(id uuid, delivery uuid, source text, external text, type text, account text, payload jsonb,
           occurred timestamp, received timestamp)
  ), fresh AS (
    INSERT INTO webhook_events
      (id, "deliveryId", source, "externalId", type, "accountRef", payload, "occurredAt", "receivedAt")
    -- A JSON null in a record becomes NULL, and is a payload all the same.
    SELECT id, delivery, source, external, type, account, coalesce(payload, 'null'::jsonb), occurred, received
    FROM event ORDER BY source, external
    ON CONFLICT (source, "externalId") DO NOTHING
    RETURNING id, "deliveryId", "receivedAt"
  ), kept AS (
    INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId", "receivedAt")
    SELECT d.id, d.source, substring($3::bytea FROM d.start + 1 FOR d.bytes), d.headers, d.key, d.received
    FROM jsonb_to_recordset($2::jsonb)
      AS d(id uuid, source text, start int, bytes int, headers jsonb, key text, received timestamp, evidence boolean)
    WHERE d.evidence OR d.id IN (SELECT "deliveryId" FROM fresh)
  )`;
const WITHOUT_JOBS = `${EVENTS}
  SELECT id AS "eventId" FROM fresh`;
/** And a job for each of the new events. */
const WITH_JOBS = `${EVENTS}
  INSERT INTO jobs (id, name, key, payload, "runAt", "maxAttempts", "createdAt")
  SELECT gen_random_uuid(), $4, id, jsonb_build_object('eventId', id), "receivedAt", $5, "receivedAt" FROM fresh
  RETURNING id AS "jobId"`;

/** Stores the deliveries. Resolves to the ids of the new events, for which there are no jobs. */
export async function storeDeliveries(sql: Sql, deliveries: StoredDelivery[]): Promise<string[]> {
  const { rows } = await sql.query<{ eventId: string }>({
    name: "store_deliveries",
    text: WITHOUT_JOBS,
    values: [...recordsOf(deliveries), joined(deliveries)],
  });
  return rows.map(({ eventId }) => eventId);
}

/** Stores the deliveries and enqueues what is new. Resolves to the ids of the new jobs. */
export async function storeAndEnqueue(
  sql: Sql,
  job: ProcessJob,
  deliveries: StoredDelivery[],
): Promise<string[]> {
  const { rows } = await sql.query<{ jobId: string }>({
    name: "store_and_enqueue",
    text: WITH_JOBS,
    values: [...recordsOf(deliveries), joined(deliveries), job.name, job.maxAttempts],
  });
  return rows.map(({ jobId }) => jobId);
}

/** Events and deliveries, each a JSON array: one text is quicker to write, and to read, than an array for every column. */
function recordsOf(deliveries: readonly StoredDelivery[]): [events: string, deliveries: string] {
  const events: object[] = [];
  let start = 0;
  const kept = deliveries.map((delivery) => {
    const { id, source, headers, signatureKeyId: key, evidence, rawBody } = delivery;
    const received = delivery.receivedAt.toISOString();
    for (const event of delivery.events) events.push(eventRecord(event, delivery, received));
    const record = { id, source, start, bytes: rawBody.length, headers, key, received, evidence };
    start += rawBody.length;
    return record;
  });
  return [JSON.stringify(events), JSON.stringify(kept)];
}

const eventRecord = (
  event: StoredDelivery["events"][number],
  delivery: StoredDelivery,
  received: string,
) => ({
  id: event.id,
  delivery: delivery.id,
  source: event.source ?? delivery.source,
  external: event.externalId,
  type: event.type,
  account: event.accountRef,
  payload: event.payload,
  occurred: event.occurredAt,
  received,
});

/** The bodies one after the other: a single value goes as bytes, an array of them as text of twice the length. */
function joined(deliveries: readonly StoredDelivery[]): Uint8Array {
  const whole = new Uint8Array(deliveries.reduce((sum, { rawBody }) => sum + rawBody.length, 0));
  let start = 0;
  for (const { rawBody } of deliveries) {
    whole.set(rawBody, start);
    start += rawBody.length;
  }
  return whole;
}

/** SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits): what was sent is to blame, not the database. */
export function isDataError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(22|23|54)/.test(code);
}
