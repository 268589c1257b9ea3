import { type TestDatabase, testDatabase } from "#e2e/support/database.ts";
import { silentLog } from "#e2e/support/log.ts";
import {
  createDeliveryVerifier,
  deriveSigningKeys,
  SIGNATURE_HEADER,
  signDelivery,
} from "#server/core/delivery-signature.ts";
import { utf8 } from "#server/core/encoding.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock, FaultPoints, Queue, QueueMessage } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { type JobName, type JobPayload, jobContracts } from "./contracts.ts";
import { createDeliver, type Deliver } from "./deliver.ts";
import type { JobContext, JobFailure, JobResult } from "./job.ts";
import { createJobRegistry, type JobDefinitions } from "./registry.ts";

/** What the tests' jobs do: one function for all names. */
export interface TestServices {
  run(payload: unknown, context: JobContext, name: JobName): Promise<JobResult>;
  dead?(payload: unknown, failure: JobFailure): Promise<void>;
}

const names = Object.keys(jobContracts) as JobName[];

/** A registry in which every job does what the test says. */
export const testRegistry = createJobRegistry(
  Object.fromEntries(
    names.map((name) => [
      name,
      {
        name,
        run: (payload: unknown, services: TestServices, context: JobContext) =>
          services.run(payload, context, name),
        dead: async (payload: unknown, services: TestServices, failure: JobFailure) =>
          services.dead?.(payload, failure),
      },
    ]),
  ) as unknown as JobDefinitions<TestServices>,
);

export const done: JobResult = { outcome: "done" };
export const noFaults: FaultPoints = { hit: () => undefined };

export const SELF_URL = "http://127.0.0.1:3000";
export const keys = await deriveSigningKeys("a worker secret of the tests");

export interface Bench {
  database: TestDatabase;
  db: Db;
  deliver: Deliver;
  log: ReturnType<typeof silentLog>;
  /** Alarms armed by deliver itself. */
  armed: QueueMessage[];
  enqueue(runAt?: Date, maxAttempts?: number): Promise<string>;
  /** One signed delivery of a row; resolves to what was answered. */
  ring(jobId: string): Promise<{ outcome?: string; found?: string }>;
  row(jobId: string): Promise<NonNullable<Awaited<ReturnType<Db["job"]["findUnique"]>>>>;
}

/** `deliver` on a fresh database, with a handler of the test's choosing under the name `mail.send`. */
export async function bench(clock: Clock, services: TestServices, database?: TestDatabase): Promise<Bench> {
  const owned = database ?? (await testDatabase());
  const { db } = owned;
  const log = silentLog();
  const armed: QueueMessage[] = [];
  const queue: Pick<Queue, "arm"> = { arm: async (messages) => void armed.push(...messages) };
  const verify = createDeliveryVerifier({ keys, baseUrl: SELF_URL, clock });
  const deliver = createDeliver({
    db,
    clock,
    log,
    registry: testRegistry,
    services,
    verify,
    queue,
    faults: noFaults,
  });
  return {
    database: owned,
    db,
    deliver,
    log,
    armed,
    enqueue: (runAt, maxAttempts) => insertJob(db, { runAt: runAt ?? clock.now(), maxAttempts }),
    ring: async (jobId) => {
      const response = await deliver("mail.send", await signedDelivery(clock, "mail.send", { jobId }));
      return response.json();
    },
    row: (jobId) => db.job.findUniqueOrThrow({ where: { id: jobId } }),
  };
}

export const mail: JobPayload<"mail.send"> = {
  to: "creator@example.com",
  template: "welcome",
  locale: "en",
  params: {},
};

/** A committed row, as a feature would have left it. */
export async function insertJob(
  db: Db,
  {
    runAt,
    createdAt = runAt,
    maxAttempts = 10,
  }: { runAt: Date; createdAt?: Date; maxAttempts?: number | undefined },
): Promise<string> {
  const id = newId();
  await db.job.create({ data: { id, name: "mail.send", payload: mail, runAt, maxAttempts, createdAt } });
  return id;
}

/** A delivery as the transport makes it: POST, JSON, signed for our address. */
export async function signedDelivery(
  clock: Clock,
  name: string,
  content: unknown,
  signedFor = `${SELF_URL}/api/jobs/${name}`,
): Promise<Request> {
  const body = utf8(typeof content === "string" ? content : JSON.stringify(content));
  const signature = await signDelivery({ url: signedFor, body, key: keys.current, now: clock.now() });
  return new Request(`${SELF_URL}/api/jobs/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", [SIGNATURE_HEADER]: signature },
    body,
  });
}
