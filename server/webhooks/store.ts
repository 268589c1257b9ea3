import { newId } from "#server/core/ids.ts";
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
 * One statement, hence one transaction for the whole group: new events, a job for each, and the deliveries that brought
 * them. A delivery that brought nothing new leaves no trace. Events go in sorted, so that two groups with the same events
 * never wait for each other in a circle. Foreign keys are checked at the statement's end.
 */
const INSERT = `
  WITH event AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::jsonb[], $9::timestamp[], $10::timestamp[])
      AS e(id, job, delivery, source, external, type, account, payload, occurred, received)
  ), fresh AS (
    INSERT INTO webhook_events
      (id, "deliveryId", source, "externalId", type, "accountRef", payload, "occurredAt", "receivedAt")
    SELECT id, delivery, source, external, type, account, payload, occurred, received
    FROM event ORDER BY source, external
    ON CONFLICT (source, "externalId") DO NOTHING
    RETURNING id, "deliveryId"
  ), kept AS (
    INSERT INTO webhook_deliveries (id, source, "rawBody", headers, "signatureKeyId", "receivedAt")
    SELECT d.id, d.source, d.body, d.headers, d.key, d.received
    FROM unnest($11::uuid[], $12::text[], $13::bytea[], $14::jsonb[], $15::text[], $16::timestamp[], $17::boolean[])
      AS d(id, source, body, headers, key, received, evidence)
    WHERE d.evidence OR d.id IN (SELECT "deliveryId" FROM fresh)
  )
  INSERT INTO jobs (id, name, key, payload, "runAt", "maxAttempts", "createdAt")
  SELECT event.job, $18, event.id, jsonb_build_object('eventId', event.id), event.received, $19, event.received
  FROM event JOIN fresh ON fresh.id = event.id
  RETURNING id AS "jobId"`;

/** Stores the deliveries and enqueues what is new. Resolves to the ids of the new jobs. */
export async function storeDeliveries(
  sql: Sql,
  job: ProcessJob,
  deliveries: StoredDelivery[],
): Promise<string[]> {
  const events = deliveries.flatMap((delivery) => delivery.events.map((event) => ({ ...event, delivery })));
  const { rows } = await sql.query<{ jobId: string }>({
    name: "store_deliveries",
    text: INSERT,
    values: [
      events.map(({ id }) => id),
      events.map(() => newId()),
      events.map(({ delivery }) => delivery.id),
      events.map(({ source, delivery }) => source ?? delivery.source),
      events.map(({ externalId }) => externalId),
      events.map(({ type }) => type),
      events.map(({ accountRef }) => accountRef ?? null),
      events.map(({ payload }) => JSON.stringify(payload)),
      events.map(({ occurredAt }) => occurredAt?.toISOString() ?? null),
      events.map(({ delivery }) => delivery.receivedAt.toISOString()),
      deliveries.map(({ id }) => id),
      deliveries.map(({ source }) => source),
      deliveries.map(({ rawBody }) => rawBody),
      deliveries.map(({ headers }) => JSON.stringify(headers)),
      deliveries.map(({ signatureKeyId }) => signatureKeyId),
      deliveries.map(({ receivedAt }) => receivedAt.toISOString()),
      deliveries.map(({ evidence }) => evidence),
      job.name,
      job.maxAttempts,
    ],
  });
  return rows.map(({ jobId }) => jobId);
}

/** SQLSTATE classes 22 (data), 23 (integrity) and 54 (limits): what was sent is to blame, not the database. */
export function isDataError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(22|23|54)/.test(code);
}
