import path from "node:path";
import { createAlarmRows } from "#jobs/alarm-rows.ts";
import type { Bell } from "#jobs/bell.ts";
import { createDiskStore } from "#server/adapters/disk-store/disk-store.ts";
import { createEmbeddedQueue } from "#server/adapters/embedded-queue/embedded-queue.ts";
import { createDiskMailer } from "#server/adapters/mail/disk-mailer.ts";
import { createSmtpMailer } from "#server/adapters/mail/smtp-mailer.ts";
import { createQstashClient } from "#server/adapters/qstash/client.ts";
import { createQstashQueue } from "#server/adapters/qstash/qstash-queue.ts";
import { createQstashVerifier } from "#server/adapters/qstash/verifier.ts";
import { createS3Store } from "#server/adapters/s3/s3-store.ts";
import { openSqs } from "#server/adapters/sqs/client.ts";
import { createSqsConsumer, type SqsConsumer } from "#server/adapters/sqs/sqs-consumer.ts";
import { createSqsQueue } from "#server/adapters/sqs/sqs-queue.ts";
import type { Config } from "#server/config/config.ts";
import type { Crew } from "#server/core/crew.ts";
import {
  createDeliveryVerifier,
  type DeliveryVerifier,
  deriveSigningKeys,
} from "#server/core/delivery-signature.ts";
import type { MediaUrlSigner } from "#server/core/media-url.ts";
import type { Clock, Log, Mailer, ObjectStore, Queue } from "#server/core/ports.ts";
import type { Database } from "./database.ts";

export interface AdapterDeps {
  config: Config;
  database: Database;
  /** Where this process answers on this machine. */
  selfUrl: string;
  signer: MediaUrlSigner;
  clock: Clock;
  log: Log;
}

/** The alarm clock and the one who checks that it was the alarm clock that called. */
export interface Alarm {
  queue: Queue;
  verify: DeliveryVerifier;
  /** This process does the jobs itself; nobody has to be called for that. */
  here: boolean;
}

/** QStash where it is configured, else SQS, else the alarm clock that lives in this process. */
export async function chooseQueue(
  { config, database, selfUrl, clock, log }: AdapterDeps,
  crew: Crew,
): Promise<Alarm> {
  const rows = createAlarmRows({ db: database.db, clock });
  const { qstash, sqs, appUrl } = config;
  if (qstash) {
    const keys = { current: qstash.currentSigningKey, next: qstash.nextSigningKey };
    return {
      queue: createQstashQueue({ client: createQstashClient(qstash), rows, baseUrl: appUrl, clock, log }),
      verify: createQstashVerifier({ keys, baseUrl: appUrl, clock }),
      here: false,
    };
  }
  const keys = await deriveSigningKeys(config.secrets.workerSecret);
  return {
    queue: sqs
      ? createSqsQueue({ place: openSqs(sqs), rows, clock, log })
      : createEmbeddedQueue({ rows, connection: database.connection, crew, clock, log }),
    verify: createDeliveryVerifier({ keys, baseUrl: selfUrl, clock }),
    here: !sqs,
  };
}

/** The other end of SQS: for the worker process. */
export const openConsumer = (
  sqs: NonNullable<Config["sqs"]>,
  bell: Bell,
  { clock, log }: Pick<AdapterDeps, "clock" | "log">,
): SqsConsumer => createSqsConsumer({ place: openSqs(sqs), ring: bell, clock, log });

export function chooseStore({ config, signer, clock }: AdapterDeps): ObjectStore {
  const { s3 } = config;
  if (!s3) return createDiskStore({ root: path.join(config.dataDir, "media"), signer, clock });
  const { accessKeyId, secretAccessKey, sessionToken, ...place } = s3;
  const credentials =
    accessKeyId !== null && secretAccessKey !== null ? { accessKeyId, secretAccessKey, sessionToken } : null;
  return createS3Store({ ...place, credentials, clock });
}

export function chooseMailer({ config, clock }: AdapterDeps): Mailer {
  const { mail } = config;
  return mail.transport === "smtp"
    ? createSmtpMailer(mail)
    : createDiskMailer({ folder: path.join(config.dataDir, "mail"), from: mail.from, clock });
}
