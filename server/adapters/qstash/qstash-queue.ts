import type { Client } from "@upstash/qstash";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import { ExternalServiceError } from "#server/core/errors.ts";
import type { Clock, Log, Queue, QueueMessage } from "#server/core/ports.ts";

export interface QstashQueueDeps {
  client: Client;
  rows: AlarmRows;
  /** Public origin QStash calls, without a trailing slash. */
  baseUrl: string;
  clock: Clock;
  log: Log;
  /** Longest delay the account's plan takes; later rows wait for the sweep. Default 6 days (free plan: 7). */
  maxDelayMs?: number;
}

/** A queue whose sweep a host without timers (the edge) can run from its own cron. */
export interface QstashQueue extends Queue {
  sweep(): Promise<void>;
}

const SWEEP_MS = 5_000;
const BATCH = 100;
const SIX_DAYS_MS = 6 * 24 * 60 * 60_000;
/** Whoever wrote a row arms it within this time; after it, the sweep does. */
const ARMING_MS = 10_000;
/** Taken by a sweep; should the sweep die before publishing, another takes it after this. */
const TAKEN_MS = 60_000;
/** QStash's own tries (10 s, 30 s, 90 s) and its failure callback are over by then. */
const DELIVERY_MS = 5 * 60_000;
const RETRIES = 3;
const RETRY_DELAY = "10000 * pow(3, retried)";
/** QStash ticks our schedules; a slot it did not bring within this time is entered by us. */
const TICK_OVERDUE_MS = 120_000;

/**
 * QStash as alarm clock: rows are published as they are committed, and a sweep publishes those that were not (a crash
 * in between, a time beyond the plan's longest delay, a worker killed while it held the row). QStash's deduplication
 * only spares messages, for ten minutes; that a row runs once is decided by the row.
 * https://upstash.com/docs/qstash/api/publish, https://upstash.com/docs/qstash/features/deduplication
 */
export function createQstashQueue(deps: QstashQueueDeps): QstashQueue {
  const { clock, log } = deps;
  const stopped = new AbortController();
  let life: Promise<void> = Promise.resolve();

  async function keepSweeping(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sweep(deps).catch((error: unknown) => log.warn("sweep failed", { error }));
      await clock.sleep(SWEEP_MS, stopped.signal).catch(() => undefined);
    }
  }

  return {
    sweep: () => sweep(deps),
    async arm(messages) {
      const before = horizon(deps, clock.now());
      const near = messages.filter(({ runAt }) => runAt <= before);
      await publish(deps, near, ({ jobId, runAt }) => `${jobId}.${runAt.getTime()}`);
    },
    async start() {
      life = keepSweeping();
    },
    async stop() {
      stopped.abort(new Error("stopped"));
      await life;
    },
  };
}

/** Publishes what wants to ring and is not on its way to QStash. */
async function sweep(deps: QstashQueueDeps): Promise<void> {
  const { clock, rows } = deps;
  await rows.tick({ overdueMs: TICK_OVERDUE_MS });
  for (;;) {
    const now = clock.now();
    const taken = await rows.take({
      dueBy: horizon(deps, now),
      armedUntil: new Date(now.getTime() + TAKEN_MS),
      limit: BATCH,
      minAgeMs: ARMING_MS,
    });
    // Swept rows were published before, or should have been: a new occurrence, or QStash would drop it as a duplicate.
    await publish(deps, taken, ({ jobId }) => `${jobId}.s${now.getTime()}`);
    if (taken.length < BATCH) return;
  }
}

const horizon = ({ maxDelayMs }: QstashQueueDeps, now: Date): Date =>
  new Date(now.getTime() + (maxDelayMs ?? SIX_DAYS_MS));

async function publish(
  { client, rows, baseUrl, clock }: QstashQueueDeps,
  messages: QueueMessage[],
  occurrence: (message: QueueMessage) => string,
): Promise<void> {
  for (let from = 0; from < messages.length; from += BATCH) {
    const batch = messages.slice(from, from + BATCH);
    const now = clock.now();
    await asServiceError(
      client.batchJSON(
        batch.map((message) => ({
          url: `${baseUrl}/api/jobs/${message.name}`,
          body: { jobId: message.jobId },
          deduplicationId: occurrence(message),
          retries: RETRIES,
          retryDelay: RETRY_DELAY,
          failureCallback: `${baseUrl}/api/jobs/failed`,
          ...(message.runAt > now ? { notBefore: notBefore(message.runAt) } : {}),
        })),
      ),
    );
    await rows.armed(
      batch.map(({ jobId }) => jobId),
      DELIVERY_MS,
    );
  }
}

/** Whole seconds, rounded up: a delivery before its time finds nothing to do. */
const notBefore = (runAt: Date): number => Math.ceil(runAt.getTime() / 1000);

async function asServiceError<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const status = error instanceof Error && "status" in error ? Number(error.status) : undefined;
    const code = status === 429 ? "RATE_LIMITED" : status === undefined ? "NETWORK_ERROR" : "UPSTREAM_ERROR";
    const retryable = status === undefined || status === 429 || status >= 500;
    const message = error instanceof Error ? error.message : String(error);
    throw new ExternalServiceError(code, message, { service: "qstash", retryable, status, cause: error });
  }
}
