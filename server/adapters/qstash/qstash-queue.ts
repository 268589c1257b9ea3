import type { Client } from "@upstash/qstash";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import { ExternalServiceError } from "#server/core/errors.ts";
import type { Clock, Log, QueueMessage } from "#server/core/ports.ts";
import { createRelayQueue, type RelayQueue } from "#server/core/relay-queue.ts";

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

const SIX_DAYS_MS = 6 * 24 * 60 * 60_000;
/** QStash's own tries (10 s, 30 s, 90 s) and its failure callback are over by then. */
const DELIVERY_MS = 5 * 60_000;
const RETRIES = 3;
const RETRY_DELAY = "10000 * pow(3, retried)";
/** QStash ticks our schedules; a slot it did not bring within this time is entered by us. */
const TICK_OVERDUE_MS = 120_000;

/**
 * QStash as alarm clock. Its deduplication only spares messages, for ten minutes; that a row runs once is decided by
 * the row.
 * https://upstash.com/docs/qstash/api/publish, https://upstash.com/docs/qstash/features/deduplication
 */
export function createQstashQueue(deps: QstashQueueDeps): RelayQueue {
  return createRelayQueue({
    ...deps,
    transport: {
      maxDelayMs: deps.maxDelayMs ?? SIX_DAYS_MS,
      deliveryMs: DELIVERY_MS,
      tickOverdueMs: TICK_OVERDUE_MS,
      batch: 100,
      publish: (messages, sweptAt) => publish(deps, messages, sweptAt),
    },
  });
}

async function publish(
  { client, baseUrl, clock }: QstashQueueDeps,
  messages: QueueMessage[],
  sweptAt: Date | null,
): Promise<void> {
  const now = clock.now();
  const occurrence = ({ jobId, runAt }: QueueMessage) =>
    sweptAt ? `${jobId}.s${sweptAt.getTime()}` : `${jobId}.${runAt.getTime()}`;
  await asServiceError(
    client.batchJSON(
      messages.map((message) => ({
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
