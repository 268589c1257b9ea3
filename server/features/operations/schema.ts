import { z } from "zod";

/**
 * What whoever runs the installation sees and does: webhook events, jobs, what died of what, schedules, and what the
 * receiver refused. It spans all workspaces, so every procedure is for operators alone.
 */

/** Where there are more than this, only "more than" is said, and a replay asks for a narrower filter. */
export const MOST_COUNTED = 100_000;
/** From here on the number has to be typed. */
export const TYPED_ABOVE = 100;

/** Position behind the last row shown: its time in ISO 8601 and its id. */
const cursor = z
  .string()
  .max(80)
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z_[0-9a-f-]{36}$/);
const paging = {
  /** null asks for the first page, as an infinite query does. */
  cursor: cursor.nullish(),
  limit: z.number().int().min(1).max(200).default(50),
};
const word = z.string().trim().min(1).max(300);
const range = { from: z.date().optional(), to: z.date().optional() };

export const webhookStatus = z.enum(["received", "processing", "done", "ignored", "failed", "dead"]);
export const webhookFilter = z.object({
  /** An event's id, the provider's id of it, or the account it is about; the whole of it. */
  q: word.optional(),
  source: word.optional(),
  type: word.optional(),
  status: webhookStatus.optional(),
  /** A reason as `deadLetters` groups them. */
  reason: z.string().max(300).optional(),
  ...range,
});
export type WebhookFilter = z.infer<typeof webhookFilter>;

export const jobStatus = z.enum(["pending", "running", "done", "dead", "canceled"]);
export const jobFilter = z.object({
  /** A job's id, its key, or the id of a workspace; the whole of it. */
  q: word.optional(),
  name: word.optional(),
  status: jobStatus.optional(),
  workspaceId: word.optional(),
  reason: z.string().max(300).optional(),
  ...range,
});
export type JobFilter = z.infer<typeof jobFilter>;

export const webhookRow = z.object({
  id: z.uuid(),
  source: z.string(),
  type: z.string(),
  externalId: z.string(),
  accountRef: z.string().nullable(),
  status: webhookStatus,
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  receivedAt: z.date(),
  processedAt: z.date().nullable(),
});
export const webhookListInput = webhookFilter.extend(paging);
export const webhookListOutput = z.object({ items: z.array(webhookRow), nextCursor: z.string().nullable() });

/** One try, or what else happened to a row; what is not known stays out. */
export const runOutput = z.object({
  startedAt: z.date().nullable(),
  endedAt: z.date().nullable(),
  outcome: z.string().nullable(),
  /** Why, or what it did, in the words of the log. */
  note: z.string().nullable(),
  /** The job's or event's own page. */
  jobId: z.uuid().nullable(),
});
export type RunOutput = z.infer<typeof runOutput>;

export const webhookDetail = webhookRow.extend({
  occurredAt: z.date().nullable(),
  fence: z.number().int(),
  leaseUntil: z.date().nullable(),
  /** Of the secret that matched. */
  keyId: z.string(),
  deliveryId: z.uuid(),
  /** Events that came in the same request. */
  siblings: z.number().int(),
  headers: z.record(z.string(), z.string()),
  /** The request's body, without secrets and what it says of people. Empty once it was emptied. */
  body: z.string(),
  bodyBytes: z.number().int(),
  scrubbedAt: z.date().nullable(),
  runs: z.array(runOutput),
  /** What it caused, as the last try says; null while it caused nothing. */
  effect: z.record(z.string(), z.string()).nullable(),
  job: z.object({ id: z.uuid(), status: jobStatus, runAt: z.date(), attempts: z.number().int() }).nullable(),
  replayable: z.boolean(),
});
export type WebhookDetail = z.infer<typeof webhookDetail>;
export const webhookFacets = z.object({ sources: z.array(z.string()), types: z.array(z.string()) });

/** Of deliveries that were signed and not understood. */
export const deliveryFilter = z.object({ source: word.optional(), ...range });
export type DeliveryFilter = z.infer<typeof deliveryFilter>;
export const deliveryRow = z.object({
  id: z.uuid(),
  source: z.string(),
  receivedAt: z.date(),
  /** Of the secret that matched. */
  keyId: z.string(),
  /** Of the body; 0 once it was emptied. */
  bytes: z.number().int(),
  scrubbedAt: z.date().nullable(),
});
export const deliveryListInput = deliveryFilter.extend(paging);
export const deliveryListOutput = z.object({
  items: z.array(deliveryRow),
  nextCursor: z.string().nullable(),
  /** The search stopped here before the page was full, so as not to take too long; the next page goes on. */
  searchedTo: z.date().nullable(),
});
export const deliveryFacets = z.object({ sources: z.array(z.string()) });
export const deliveryIdInput = z.object({ deliveryId: z.uuid() });
export const deliveryDetail = z.object({
  id: z.uuid(),
  source: z.string(),
  receivedAt: z.date(),
  keyId: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The request's body, without secrets and what it says of people. Empty once it was emptied. */
  body: z.string(),
  bodyBytes: z.number().int(),
  scrubbedAt: z.date().nullable(),
  /** What it brought, the first of it; nothing when it was not understood. */
  events: z.array(
    z.object({
      id: z.uuid(),
      source: z.string(),
      type: z.string(),
      externalId: z.string(),
      status: webhookStatus,
    }),
  ),
  eventCount: z.number().int(),
});
export type DeliveryDetail = z.infer<typeof deliveryDetail>;

export const jobRow = z.object({
  id: z.uuid(),
  name: z.string(),
  key: z.string().nullable(),
  status: jobStatus,
  workspaceId: z.string().nullable(),
  workspaceName: z.string().nullable(),
  attempts: z.number().int(),
  maxAttempts: z.number().int(),
  lastError: z.string().nullable(),
  lastErrorCode: z.string().nullable(),
  createdAt: z.date(),
  runAt: z.date(),
  finishedAt: z.date().nullable(),
});
export const jobListInput = jobFilter.extend(paging);
export const jobListOutput = z.object({ items: z.array(jobRow), nextCursor: z.string().nullable() });
export const jobDetail = jobRow.extend({
  payload: z.string(),
  fence: z.number().int(),
  leaseUntil: z.date().nullable(),
  armedUntil: z.date().nullable(),
  startedAt: z.date().nullable(),
  runs: z.array(runOutput),
  cancelable: z.boolean(),
  replayable: z.boolean(),
  /** The webhook event it applies. */
  eventId: z.uuid().nullable(),
});
export type JobDetail = z.infer<typeof jobDetail>;
export const jobFacets = z.object({ names: z.array(z.string()) });

export const countOutput = z.object({ count: z.number().int(), more: z.boolean() });

const confirmation = {
  /** How many the person was shown: never more are replayed than that. */
  confirmed: z.number().int().min(0).max(MOST_COUNTED),
  /** Nothing that came after it: when the person was shown the number. */
  until: z.date(),
  /** From the answer before, when that one had to stop. */
  cursor: cursor.nullish(),
};
export const replayWebhooksInput = z.object({ filter: webhookFilter, ...confirmation });
export const replayJobsInput = z.object({ filter: jobFilter, ...confirmation });
/** `next`: the time was over; call again with it to go on. */
export const replayOutput = z.object({ replayed: z.number().int(), next: z.string().nullable() });
export const eventIdInput = z.object({ eventId: z.uuid() });
export const jobIdInput = z.object({ jobId: z.uuid() });

export const deadGroup = z.object({
  kind: z.enum(["webhook", "job"]),
  /** Source of the events, or name of the jobs. */
  name: z.string(),
  /** The error without what differs from row to row. */
  reason: z.string(),
  code: z.string().nullable(),
  count: z.number().int(),
  oldest: z.date(),
  newest: z.date(),
});
export type DeadGroup = z.infer<typeof deadGroup>;
export const deadLettersOutput = z.object({ groups: z.array(deadGroup), more: z.boolean() });

export const scheduleOutput = z.object({
  name: z.string(),
  cron: z.string(),
  nextRunAt: z.date(),
  pausedAt: z.date().nullable(),
  last: z
    .object({
      jobId: z.uuid(),
      status: jobStatus,
      at: z.date(),
      finishedAt: z.date().nullable(),
      durationMs: z.number().int().nullable(),
      lastError: z.string().nullable(),
    })
    .nullable(),
});
export type ScheduleOutput = z.infer<typeof scheduleOutput>;
export const schedulesOutput = z.array(scheduleOutput);
export const scheduleInput = z.object({ name: z.string().max(100) });

export const refusalsInput = z.object({ days: z.number().int().min(1).max(90).default(7) });
export const refusalsOutput = z.array(
  z.object({
    source: z.string(),
    reason: z.string(),
    /** `2026-03-02`, UTC. */
    day: z.string(),
    count: z.number().int(),
    lastAt: z.date(),
  }),
);
