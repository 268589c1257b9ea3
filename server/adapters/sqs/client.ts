import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ExternalServiceError } from "#server/core/errors.ts";

export interface SqsOptions {
  queueUrl: string;
  region: string;
  /** null: the SDK's own chain (instance role, web identity). */
  accessKeyId: string | null;
  secretAccessKey: string | null;
  sessionToken: string | null;
}

/** The queue's address and a client for it. */
export interface SqsPlace {
  client: SQSClient;
  queueUrl: string;
}

/** Longer than the longest poll: a server that neither answers nor refuses is not waited for on and on. */
const ANSWER_MS = 25_000;
const CONNECT_MS = 3_000;

/**
 * The host of the queue's own address is asked, whoever that is. The SDK's retries (three tries per call, standard mode) stay: sending twice
 * is harmless, the row decides. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/
 */
export function openSqs({ queueUrl, region, ...keys }: SqsOptions): SqsPlace {
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const credentials =
    accessKeyId !== null && secretAccessKey !== null
      ? { accessKeyId, secretAccessKey, ...(sessionToken === null ? {} : { sessionToken }) }
      : undefined;
  const client = new SQSClient({
    region,
    endpoint: new URL(queueUrl).origin,
    maxAttempts: 3,
    requestHandler: { requestTimeout: ANSWER_MS, connectionTimeout: CONNECT_MS },
    ...(credentials ? { credentials } : {}),
  });
  return { client, queueUrl };
}

export interface QueueFacts {
  waiting: number;
  /** Messages nobody could deal with go elsewhere by themselves. */
  hasDeadLetterQueue: boolean;
}

/** Throws ExternalServiceError when the queue does not answer, is not there, or is not ours to ask. */
export async function readQueueFacts({ client, queueUrl }: SqsPlace): Promise<QueueFacts> {
  const { Attributes = {} } = await asServiceError(
    client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "RedrivePolicy"],
      }),
    ),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    hasDeadLetterQueue: Attributes.RedrivePolicy !== undefined,
  };
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|OverLimit/;

/** What the SDK throws, in the house's words. */
export async function asServiceError<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    const status = statusOf(error);
    const code = THROTTLED.test(name)
      ? "RATE_LIMITED"
      : status === undefined
        ? "NETWORK_ERROR"
        : "UPSTREAM_ERROR";
    const retryable = code !== "UPSTREAM_ERROR" || (status ?? 500) >= 500;
    throw new ExternalServiceError(code, error instanceof Error ? error.message : String(error), {
      service: "sqs",
      retryable,
      ...(status === undefined ? {} : { status }),
      providerCode: name,
      cause: error,
    });
  }
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  return httpStatusCode;
}
