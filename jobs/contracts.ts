import { z } from "zod";

/**
 * Every kind of background work: its payload, how often it may be tried, how long one try may take, its schedule, and how
 * many may run in one process where they are heavy.
 * Imports zod alone, so that features can enqueue without knowing handlers.
 */
export const jobContracts = {
  "publish.target": {
    payload: z.object({ targetId: z.uuid(), revision: z.number().int() }),
    maxAttempts: 25,
    timeoutMs: 10 * 60_000,
    atOnce: 16,
    triesFromPlace: true,
  },
  "target.remove": {
    payload: z.object({ targetId: z.uuid() }),
    maxAttempts: 12,
    timeoutMs: 2 * 60_000,
    atOnce: 8,
    triesFromPlace: true,
  },
  "webhook.process": {
    payload: z.object({ eventId: z.uuid() }),
    maxAttempts: 12,
    timeoutMs: 60_000,
    atOnce: 4,
  },
  "token.refresh": {
    payload: z.object({ connectionId: z.uuid(), tokenVersion: z.number().int() }),
    maxAttempts: 10,
    timeoutMs: 60_000,
    atOnce: 16,
    triesFromPlace: true,
  },
  "tokens.sweep": {
    payload: z.object({}),
    maxAttempts: 3,
    timeoutMs: 60_000,
    schedule: "*/15 * * * *",
  },
  "series.sweep": {
    payload: z.object({}),
    maxAttempts: 3,
    timeoutMs: 10 * 60_000,
    schedule: "53 * * * *",
  },
  "media.sweep": {
    payload: z.object({}),
    maxAttempts: 3,
    timeoutMs: 5 * 60_000,
    schedule: "23 * * * *",
  },
  "mail.send": {
    payload: z.object({
      to: z.email(),
      template: z.string(),
      locale: z.enum(["en", "fr"]),
      params: z.record(z.string(), z.string()),
    }),
    maxAttempts: 10,
    timeoutMs: 60_000,
    atOnce: 8,
  },
  /** `again` by its own schedule over three days, which uses up no tries. */
  "outgoing.deliver": {
    payload: z.object({ deliveryId: z.uuid(), round: z.number().int() }),
    maxAttempts: 25,
    timeoutMs: 60_000,
    atOnce: 32,
    triesFromPlace: true,
  },
  "alert.send": {
    payload: z.object({ alertTargetId: z.uuid(), messageId: z.uuid() }),
    maxAttempts: 10,
    timeoutMs: 30_000,
    atOnce: 8,
  },
  "alert.operator": {
    payload: z.object({
      channel: z.enum(["slack", "teams", "custom"]),
      alert: z.enum(["job.dead", "webhook.dead", "endpoint.disabled"]),
      since: z.iso.datetime(),
    }),
    maxAttempts: 10,
    timeoutMs: 30_000,
    atOnce: 4,
  },
  "jobs.prune": {
    payload: z.object({}),
    maxAttempts: 3,
    timeoutMs: 5 * 60_000,
    schedule: "41 * * * *",
  },
} as const satisfies Record<
  string,
  {
    payload: z.ZodType;
    maxAttempts: number;
    timeoutMs: number /** cron, UTC */;
    schedule?: string;
    atOnce?: number;
    /** A try counts from the moment the job has its place, which costs a write: for work that is dear. */
    triesFromPlace?: true;
  }
>;

/**
 * Kinds whose tries count from their place, not from the claim: a process that dies with a hundred of them claimed has tried
 * none of those that waited.
 */
export const waitingKinds: readonly string[] = Object.entries(jobContracts).flatMap(([name, contract]) =>
  "triesFromPlace" in contract ? [name] : [],
);

export type JobName = keyof typeof jobContracts;
export type JobPayload<N extends JobName> = z.infer<(typeof jobContracts)[N]["payload"]>;
