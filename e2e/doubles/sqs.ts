import { startFauxqs } from "fauxqs";

export interface SqsDouble {
  /** What the adapter is told; the queue's address names no region, as with any server that is not AWS. */
  options: {
    queueUrl: string;
    region: string;
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: null;
  };
  send(body: string): void;
  /** Bodies by where they are: to be had, to come, in somebody's hands, given up. */
  messages(): { ready: string[]; delayed: string[]; inFlight: string[]; dead: string[] };
  /** Until when whoever holds the only message in hand may hold it. */
  heldUntil(): number | undefined;
  close(): Promise<void>;
}

const QUEUE = "jobs";
const DEAD = "jobs-dead";

/** An SQS server from npm, in memory, with a queue and, where wanted, one for what was received too often. */
export async function startSqs({ maxReceives }: { maxReceives?: number } = {}): Promise<SqsDouble> {
  const server = await startFauxqs({ port: 0, logger: false });
  const { queueArn } = server.createQueue(DEAD);
  const redrive = JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: String(maxReceives) });
  server.createQueue(QUEUE, maxReceives ? { attributes: { RedrivePolicy: redrive } } : {});
  const inspect = (name: string) => {
    const found = server.inspectQueue(name);
    if (!found) throw new Error(`no queue ${name}`);
    return found.messages;
  };
  return {
    options: {
      queueUrl: `http://127.0.0.1:${server.port}/000000000000/${QUEUE}`,
      region: "us-east-1",
      accessKeyId: "double",
      secretAccessKey: "double",
      sessionToken: null,
    },
    send: (body) => void server.sendMessage(QUEUE, body),
    messages() {
      const { ready, delayed, inflight } = inspect(QUEUE);
      return {
        ready: ready.map(({ body }) => body),
        delayed: delayed.map(({ body }) => body),
        inFlight: inflight.map(({ message }) => message.body),
        dead: inspect(DEAD).ready.map(({ body }) => body),
      };
    },
    heldUntil: () => inspect(QUEUE).inflight[0]?.visibilityDeadline,
    close: () => server.stop(),
  };
}
