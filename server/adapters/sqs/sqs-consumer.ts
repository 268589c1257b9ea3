import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import { AppError, isAppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import { asServiceError, readQueueFacts, type SqsPlace } from "./client.ts";

export interface SqsConsumerDeps {
  place: SqsPlace;
  /**
   * Does what the message is about, and resolves once the outcome is recorded. Throws: a retryable error, or one that is
   * none of ours, when it should be tried again; a final one when nothing will ever come of this message.
   */
  ring(message: { name: string; jobId: string }): Promise<unknown>;
  clock: Clock;
  log: Log;
  /** Messages at the same time. Default 32. */
  concurrency?: number;
  /** How long an empty poll waits, in seconds. Default 20, the longest SQS allows. */
  waitS?: number;
}

export interface SqsConsumer {
  /** Begins to poll, once the queue has answered. Throws ExternalServiceError when it is not there. */
  start(): Promise<void>;
  /** Takes no more messages, and waits for those in hand, up to ten seconds. What is left comes back by itself. */
  stop(): Promise<void>;
}

const MOST_PER_POLL = 10;
/** A message stays with us this long, and longer while we say so. */
const VISIBILITY_S = 30;
const EXTEND_EVERY_MS = 10_000;
const FIRST_REST_S = 5;
const LONGEST_REST_S = 300;
const DRAIN_MS = 10_000;
const AFTER_FAILURE_MS = 1_000;
/** Where no dead-letter queue takes them, messages nobody understands are dropped after as many tries. */
const POISON_TRIES = 5;

const body = z.object({ jobId: z.uuid(), name: z.string().min(1).max(200) });

/**
 * Long-polls a queue and rings for every message. A message is deleted when its outcome is recorded, never before: who is
 * killed in between leaves it to others. It is kept from them while its job runs, however long that takes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export function createSqsConsumer(deps: SqsConsumerDeps): SqsConsumer {
  const { clock, log, concurrency = 32 } = deps;
  const stopped = new AbortController();
  const under = new Set<Promise<void>>();
  let life: Promise<void> = Promise.resolve();
  let keepsPoison = false;

  async function round(): Promise<void> {
    const room = concurrency - under.size;
    if (room <= 0) return void (await Promise.race(under));
    for (const message of await receive(deps, Math.min(MOST_PER_POLL, room), stopped.signal)) {
      const work = handle(deps, message, keepsPoison).finally(() => under.delete(work));
      under.add(work);
    }
  }

  async function run(): Promise<void> {
    while (!stopped.signal.aborted)
      await round().catch(async (error: unknown) => {
        if (stopped.signal.aborted) return;
        log.warn("queue not polled", { error });
        await clock.sleep(AFTER_FAILURE_MS, stopped.signal).catch(() => undefined);
      });
  }

  return {
    async start() {
      const { hasDeadLetterQueue } = await readQueueFacts(deps.place);
      keepsPoison = hasDeadLetterQueue;
      if (!hasDeadLetterQueue)
        log.warn("the queue has no dead-letter queue: what nobody understands is dropped after five tries");
      life = run();
    },
    async stop() {
      stopped.abort(new Error("stopped"));
      await life;
      const drained = new AbortController();
      const late = clock.sleep(DRAIN_MS, drained.signal).catch(() => undefined);
      await Promise.race([Promise.all(under), late]);
      drained.abort(new Error("drained"));
      deps.place.client.destroy();
    },
  };
}

async function receive(
  { place: { client, queueUrl }, waitS = 20 }: SqsConsumerDeps,
  most: number,
  signal: AbortSignal,
): Promise<Message[]> {
  const { Messages = [] } = await asServiceError(
    client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: most,
        WaitTimeSeconds: waitS,
        VisibilityTimeout: VISIBILITY_S,
        MessageSystemAttributeNames: ["ApproximateReceiveCount"],
      }),
      { abortSignal: signal },
    ),
  );
  return Messages;
}

/** Never rejects. */
async function handle(deps: SqsConsumerDeps, message: Message, keepsPoison: boolean): Promise<void> {
  const tries = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
  const log = deps.log.with({ messageId: message.MessageId, tries });
  const over = new AbortController();
  keepInvisible(deps, message, over.signal, log).catch(() => undefined);
  try {
    await deps.ring(readBody(message));
    over.abort(new Error("done"));
    await remove(deps, message);
  } catch (error) {
    over.abort(new Error("failed"));
    const poison = isAppError(error) && !error.retryable;
    const drop = poison && !keepsPoison && tries >= POISON_TRIES;
    log[poison ? "error" : "warn"](drop ? "message dropped" : "message not dealt with, it comes back", {
      error,
    });
    const rest = Math.min(LONGEST_REST_S, FIRST_REST_S * 2 ** (tries - 1));
    // Whatever cannot be said now, SQS does by itself when the visibility ends.
    await (drop ? remove(deps, message) : hide(deps, message, rest)).catch(() => undefined);
  }
}

/** Throws VALIDATION_ERROR. */
function readBody(message: Message): { name: string; jobId: string } {
  const parsed = body.safeParse(parseJson(message.Body ?? ""));
  if (parsed.success) return parsed.data;
  throw new AppError("VALIDATION_ERROR", "the message is none of ours");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function keepInvisible(
  deps: SqsConsumerDeps,
  message: Message,
  over: AbortSignal,
  log: Log,
): Promise<void> {
  for (;;) {
    await deps.clock.sleep(EXTEND_EVERY_MS, over);
    await hide(deps, message, VISIBILITY_S).catch((error: unknown) =>
      log.warn("message not kept from others; its row is", { error }),
    );
  }
}

async function hide(
  { place: { client, queueUrl } }: SqsConsumerDeps,
  { ReceiptHandle }: Message,
  seconds: number,
): Promise<void> {
  const command = { QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout: seconds };
  await asServiceError(client.send(new ChangeMessageVisibilityCommand(command)));
}

async function remove(
  { place: { client, queueUrl } }: SqsConsumerDeps,
  { ReceiptHandle }: Message,
): Promise<void> {
  await asServiceError(client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle })));
}
