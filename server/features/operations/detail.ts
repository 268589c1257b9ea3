import { jobContracts } from "#jobs/contracts.ts";
import type { Job, WebhookDelivery, WebhookEvent } from "#prisma/generated/client.ts";
import { AppError } from "#server/core/errors.ts";
import { redactText } from "#server/core/redact.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { transitions } from "#server/webhooks/attempt.ts";
import { findDelivery } from "./delivery-repo.ts";
import {
  findEventHistory,
  findJob,
  findWorkspaceNames,
  type JobListRow,
  listPublishAttempts,
  listRuns,
} from "./job-repo.ts";
import {
  CANCELABLE,
  presentBody,
  presentEffect,
  presentHeaders,
  presentHistory,
  presentValue,
} from "./present.ts";
import type { DeliveryDetail, JobDetail, RunOutput, WebhookDetail } from "./schema.ts";
import { findEvent, findEventJob } from "./webhook-repo.ts";

/** One event with everything that is known of it, without secrets and people. Throws NOT_FOUND. */
export async function readEvent(db: Db, eventId: string): Promise<WebhookDetail> {
  const event = await findEvent(db, eventId);
  if (!event) throw new AppError("NOT_FOUND", "no such event");
  const { delivery } = event;
  return {
    ...pickRow(event),
    occurredAt: event.occurredAt,
    fence: event.fence,
    leaseUntil: event.leaseUntil,
    ...presentRequest(delivery),
    deliveryId: delivery.id,
    siblings: delivery._count.events - 1,
    runs: presentHistory(event.history),
    effect: presentEffect(event),
    job: await findEventJob(db, eventId),
    replayable:
      delivery.scrubbedAt === null && (transitions.reopen.from as readonly string[]).includes(event.status),
  };
}

/** What was sent, for reading. */
const presentRequest = ({ signatureKeyId, headers, rawBody, scrubbedAt }: WebhookDelivery) => ({
  keyId: signatureKeyId,
  headers: presentHeaders(headers),
  body: presentBody(rawBody),
  bodyBytes: rawBody.length,
  scrubbedAt,
});

/** A body of a mebibyte has room for thousands. */
const MOST_EVENTS = 100;

/** One delivery and what it brought, without secrets and people. Throws NOT_FOUND. */
export async function readDelivery(db: Db, deliveryId: string): Promise<DeliveryDetail> {
  const delivery = await findDelivery(db, deliveryId, MOST_EVENTS);
  if (!delivery) throw new AppError("NOT_FOUND", "no such delivery");
  const { id, source, receivedAt, events } = delivery;
  return {
    ...{ id, source, receivedAt, events },
    ...presentRequest(delivery),
    eventCount: delivery._count.events,
  };
}

const pickRow = (event: WebhookEvent) => ({
  id: event.id,
  source: event.source,
  type: event.type,
  externalId: event.externalId,
  accountRef: event.accountRef,
  status: event.status,
  attempts: event.attempts,
  lastError: event.lastError === null ? null : redactText(event.lastError),
  receivedAt: event.receivedAt,
  processedAt: event.processedAt,
});

/** One job with its runs. Throws NOT_FOUND. */
export async function readJob(db: Db, jobId: string): Promise<JobDetail> {
  const job = await findJob(db, jobId);
  if (!job) throw new AppError("NOT_FOUND", "no such job");
  const workspaces = await findWorkspaceNames(db, job.workspaceId === null ? [] : [job.workspaceId]);
  const eventId = job.name === "webhook.process" ? await existingEvent(db, job) : null;
  return {
    ...job,
    workspaceName: workspaces.get(job.workspaceId ?? "") ?? null,
    lastError: job.lastError === null ? null : redactText(job.lastError),
    payload: presentValue(job.payload),
    runs: await runsOf(db, job, eventId),
    cancelable: job.status === "pending" && (CANCELABLE as readonly string[]).includes(job.name),
    replayable: job.status === "dead",
    eventId: eventId?.id ?? null,
  };
}

const idIn = (payload: unknown, field: string): string | undefined => {
  const value = (payload as Record<string, unknown> | null)?.[field];
  return typeof value === "string" ? value : undefined;
};

async function existingEvent(db: Db, { payload }: Job) {
  const parsed = jobContracts["webhook.process"].payload.safeParse(payload);
  return parsed.success ? findEventHistory(db, parsed.data.eventId) : null;
}

/** The row itself knows its last try alone; what was done under it is written down where it was done. */
async function runsOf(db: Db, job: Job, event: { history: unknown } | null): Promise<RunOutput[]> {
  if (event) return presentHistory(event.history);
  if (job.name === "publish.target") return publishRuns(db, idIn(job.payload, "targetId"));
  if (
    Object.hasOwn(jobContracts, job.name) &&
    "schedule" in jobContracts[job.name as keyof typeof jobContracts]
  )
    return (await listRuns(db, job.name, 20)).map(siblingRun);
  return [];
}

async function publishRuns(db: Db, targetId: string | undefined): Promise<RunOutput[]> {
  if (targetId === undefined) return [];
  return (await listPublishAttempts(db, targetId)).map((attempt) => ({
    startedAt: attempt.startedAt,
    endedAt: attempt.finishedAt,
    outcome: attempt.outcome,
    note: attempt.errorCode ?? attempt.evidence,
    jobId: null,
  }));
}

const siblingRun = (row: JobListRow): RunOutput => ({
  startedAt: row.createdAt,
  endedAt: row.finishedAt,
  outcome: row.status,
  note: row.lastErrorCode,
  jobId: row.id,
});
