import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import { ExternalServiceError } from "#server/core/errors.ts";
import type { Clock, Log, QueueMessage } from "#server/core/ports.ts";
import { createRelayQueue, type RelayQueue } from "#server/core/relay-queue.ts";
import { asServiceError, type SqsPlace } from "./client.ts";

export interface SqsQueueDeps {
  place: SqsPlace;
  rows: AlarmRows;
  clock: Clock;
  log: Log;
}

/** `DelaySeconds` goes to 900; a little less, for a clock that is ahead of ours. */
const MAX_DELAY_S = 900;
const HORIZON_MS = 890_000;
/** A message that was received and not dealt with is back, several times over, within this. */
const DELIVERY_MS = 5 * 60_000;
/** SQS takes ten messages a call; this many calls go side by side. */
const MESSAGES_PER_CALL = 10;
const CALLS = 5;

/**
 * SQS as alarm clock, with `npm run worker` at its other end: rows due within a quarter of an hour are messages with a
 * delay, later ones wait for the sweep. SQS keeps no calendar, so schedules are ticked by the sweep.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function createSqsQueue({ place, ...deps }: SqsQueueDeps): RelayQueue {
  return createRelayQueue({
    ...deps,
    transport: {
      maxDelayMs: HORIZON_MS,
      deliveryMs: DELIVERY_MS,
      tickOverdueMs: 0,
      batch: MESSAGES_PER_CALL * CALLS,
      async publish(messages) {
        const entries = messages.map((message, index) => entryOf(message, index, deps.clock.now()));
        const calls = Array.from({ length: Math.ceil(entries.length / MESSAGES_PER_CALL) }, (_, call) =>
          entries.slice(call * MESSAGES_PER_CALL, (call + 1) * MESSAGES_PER_CALL),
        );
        await Promise.all(calls.map((batch) => send(place, batch)));
      },
    },
  });
}

/** Whole seconds, rounded up: a delivery before its time finds nothing to do. */
function entryOf(
  { jobId, name, runAt }: QueueMessage,
  index: number,
  now: Date,
): SendMessageBatchRequestEntry {
  const seconds = Math.max(0, Math.ceil((runAt.getTime() - now.getTime()) / 1000));
  return {
    Id: String(index),
    MessageBody: JSON.stringify({ jobId, name }),
    DelaySeconds: Math.min(MAX_DELAY_S, seconds),
  };
}

/** A batch that is answered 200 may still have lost some of its messages: those are sent once more. */
async function send(
  { client, queueUrl }: SqsPlace,
  entries: SendMessageBatchRequestEntry[],
  triesLeft = 1,
): Promise<void> {
  const { Failed = [] } = await asServiceError(
    client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries })),
  );
  if (Failed.length === 0) return;
  const [first] = Failed;
  const faults = new Set(Failed.map(({ Id }) => Id));
  if (triesLeft > 0)
    return send(
      { client, queueUrl },
      entries.filter(({ Id }) => faults.has(Id)),
      triesLeft - 1,
    );
  throw new ExternalServiceError("UPSTREAM_ERROR", `${Failed.length} messages not taken: ${first?.Message}`, {
    service: "sqs",
    retryable: first?.SenderFault !== true,
    ...(first?.Code === undefined ? {} : { providerCode: first.Code }),
  });
}
