import type { SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { startSqs } from "#e2e/doubles/sqs.ts";
import { silentLog } from "#e2e/support/log.ts";
import { queueHarness } from "#jobs/test-queue.ts";
import { keys } from "#jobs/test-support.ts";
import { queueContract } from "#server/core/contracts/queue.contract.ts";
import { createDeliveryVerifier, SIGNATURE_HEADER, signDelivery } from "#server/core/delivery-signature.ts";
import { utf8 } from "#server/core/encoding.ts";
import { AppError } from "#server/core/errors.ts";
import type { Clock, Queue } from "#server/core/ports.ts";
import { openSqs, type SqsPlace } from "./client.ts";
import { createSqsConsumer } from "./sqs-consumer.ts";
import { createSqsQueue } from "./sqs-queue.ts";

/** The server's clock runs as on the wall: where the test's runs faster, delays are shorter for it. */
const PACE = 20;

function atPace({ client, queueUrl }: SqsPlace): SqsPlace {
  client.middlewareStack.add(
    (next) => (args) => {
      const input = args.input as { Entries?: SendMessageBatchRequestEntry[] };
      for (const entry of input.Entries ?? [])
        entry.DelaySeconds = Math.ceil((entry.DelaySeconds ?? 0) / PACE);
      return next(args);
    },
    { step: "initialize", name: "pace" },
  );
  return { client, queueUrl };
}

/** A worker whose bell is a signed call of the door, which is what the suite listens at. */
const knocker = (doorUrl: string, clock: Clock) => async (message: { name: string; jobId: string }) => {
  const url = `${doorUrl}/api/jobs/${message.name}`;
  const body = utf8(JSON.stringify({ jobId: message.jobId }));
  const signature = await signDelivery({ url, body, key: keys.current, now: clock.now() });
  const { status } = await fetch(url, { method: "POST", headers: { [SIGNATURE_HEADER]: signature }, body });
  if (status !== 200) throw new AppError("UNAVAILABLE", `HTTP ${status}`, { retryable: true });
};

queueContract("SQS", () =>
  queueHarness(async ({ rows, doorUrl, clock }) => {
    const sqs = await startSqs();
    const log = silentLog();
    return {
      verifier: createDeliveryVerifier({ keys, baseUrl: doorUrl, clock }),
      create(): Queue {
        const queue = createSqsQueue({ place: atPace(openSqs(sqs.options)), rows, clock, log });
        const consumer = createSqsConsumer({
          place: openSqs(sqs.options),
          ring: knocker(doorUrl, clock),
          clock,
          log,
          waitS: 1,
        });
        return {
          arm: queue.arm,
          start: async () => void (await Promise.all([queue.start(), consumer.start()])),
          stop: async () => void (await Promise.all([queue.stop(), consumer.stop()])),
        };
      },
      close: () => sqs.close(),
    };
  }),
);
