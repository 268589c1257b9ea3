import type { Clock } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { defineJob } from "../job.ts";

export interface PruneServices {
  db: Db;
  clock: Clock;
}

const DAY_MS = 24 * 60 * 60_000;
/** Done jobs and canceled ones. */
export const DONE_JOBS_KEPT_MS = 30 * DAY_MS;
/** So long somebody may deal with a dead one; its payload may speak of people. */
export const DEAD_JOBS_KEPT_MS = 90 * DAY_MS;
/** What a webhook says of people is emptied then, settled or dead; its ids stay, so that it is known when it comes again. */
export const WEBHOOKS_FULL_MS = 30 * DAY_MS;
/** Longer than any provider tries again (72 h), so that a late redelivery is still known. */
export const WEBHOOKS_KEPT_MS = 90 * DAY_MS;
/** What workspaces were told, with every attempt. */
export const OUTGOING_KEPT_MS = 30 * DAY_MS;
/** Rows per statement: short locks, and a break between batches for everybody else. */
const BATCH = 1_000;

/** Forgets what nobody needs any more. Repeatable; stops between batches when told to. */
export const jobsPrune = defineJob<PruneServices>()({
  name: "jobs.prune",
  async run(_payload, { db, clock }, { signal, log }) {
    const now = clock.now();
    const before = (ms: number) => new Date(now.getTime() - ms);
    const forgotten = {
      jobs: await inBatches(signal, () => pruneJobs(db, before(DONE_JOBS_KEPT_MS))),
      deadJobs: await inBatches(signal, () => pruneDeadJobs(db, before(DEAD_JOBS_KEPT_MS))),
      tokens: await inBatches(signal, () => pruneTokens(db, now)),
      oauthStates: await inBatches(signal, () => pruneOAuthStates(db, before(DAY_MS))),
      outgoing: await inBatches(signal, () => pruneOutgoing(db, before(OUTGOING_KEPT_MS))),
      emptied: await inBatches(signal, () => emptyWebhooks(db, before(WEBHOOKS_FULL_MS), now)),
      webhooks: await inBatches(signal, () => pruneWebhooks(db, before(WEBHOOKS_KEPT_MS))),
      refusals: await inBatches(signal, () => pruneRefusals(db, before(WEBHOOKS_KEPT_MS))),
    };
    log.info("pruned", forgotten);
    return { outcome: "done", note: JSON.stringify(forgotten) };
  },
});

async function inBatches(signal: AbortSignal, batch: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    signal.throwIfAborted();
    const count = await batch();
    total += count;
    if (count < BATCH) return total;
  }
}

/** Nothing ends before it was due: the bound on `runAt` is what the index finds. */
const pruneJobs = (db: Db, before: Date): Promise<number> => db.$executeRaw`
  DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs WHERE status IN ('done', 'canceled') AND "runAt" < ${before}
      AND coalesce("finishedAt", "createdAt") < ${before}
    LIMIT ${BATCH})`;

const pruneDeadJobs = (db: Db, before: Date): Promise<number> => db.$executeRaw`
  DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs WHERE status = 'dead' AND "runAt" < ${before} AND coalesce("finishedAt", "createdAt") < ${before}
    LIMIT ${BATCH})`;

const pruneTokens = (db: Db, now: Date): Promise<number> => db.$executeRaw`
  DELETE FROM consumed_tokens WHERE jti IN (
    SELECT jti FROM consumed_tokens WHERE "expiresAt" < ${now} LIMIT ${BATCH})`;

/** A day after they ran out: a person who comes back late is told that the login took too long, not that it never was. */
const pruneOAuthStates = (db: Db, before: Date): Promise<number> => db.$executeRaw`
  DELETE FROM oauth_states WHERE "stateHash" IN (
    SELECT "stateHash" FROM oauth_states WHERE "expiresAt" < ${before} LIMIT ${BATCH})`;

/** Deliveries and attempts go with their message; one that is still on its way stays. */
const pruneOutgoing = (db: Db, before: Date): Promise<number> => db.$executeRaw`
  DELETE FROM outgoing_messages WHERE id IN (
    SELECT m.id FROM outgoing_messages m
    WHERE m."createdAt" < ${before} AND NOT EXISTS (
      SELECT 1 FROM outgoing_deliveries d WHERE d."messageId" = m.id AND d.status = 'pending')
    LIMIT ${BATCH})`;

/**
 * Bodies, headers and payloads go, deliveries and events in one; ids, states and reasons stay. Not while something in
 * them is open, nor while a replay holds them. What was done is marked, so that the next batch begins behind it.
 */
async function emptyWebhooks(db: Db, before: Date, now: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    WITH old AS (
      SELECT d.id FROM webhook_deliveries d
      WHERE d."scrubbedAt" IS NULL AND d."receivedAt" < ${before} AND NOT EXISTS (
        SELECT 1 FROM webhook_events e
        WHERE e."deliveryId" = d.id AND e.status IN ('received', 'processing', 'failed'))
      ORDER BY d."receivedAt" LIMIT ${BATCH} FOR UPDATE OF d SKIP LOCKED
    ), emptied AS (
      UPDATE webhook_events SET payload = '{}' WHERE "deliveryId" IN (SELECT id FROM old)
    ), marked AS (
      UPDATE webhook_deliveries SET "rawBody" = '', headers = '{}', "scrubbedAt" = ${now}
      WHERE id IN (SELECT id FROM old) RETURNING 1
    )
    SELECT count(*)::int AS count FROM marked`;
  return row?.count ?? 0;
}

/** Deliveries go with their events; one that still has something open was never emptied, and stays. */
const pruneWebhooks = (db: Db, before: Date): Promise<number> => db.$executeRaw`
  DELETE FROM webhook_deliveries WHERE id IN (
    SELECT d.id FROM webhook_deliveries d
    WHERE d."scrubbedAt" IS NOT NULL AND d."receivedAt" < ${before} AND NOT EXISTS (
      SELECT 1 FROM webhook_events e
      WHERE e."deliveryId" = d.id AND e.status IN ('received', 'processing', 'failed'))
    LIMIT ${BATCH})`;

const pruneRefusals = (db: Db, before: Date): Promise<number> => db.$executeRaw`
  DELETE FROM webhook_refusals WHERE ctid IN (
    SELECT ctid FROM webhook_refusals WHERE day < ${before}::date LIMIT ${BATCH})`;
