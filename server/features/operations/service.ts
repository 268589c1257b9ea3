import type { z } from "zod";
import { AppError } from "#server/core/errors.ts";
import { type Clock, type EventBus, type Log, OPERATORS } from "#server/core/ports.ts";
import { redactText } from "#server/core/redact.ts";
import type { Actor } from "#server/features/actor.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { readDelivery, readEvent, readJob } from "./detail.ts";
import * as jobs from "./job-repo.ts";
import { readKept, readKeptSources } from "./kept.ts";
import { CANCELABLE } from "./present.ts";
import { cursorOf, positionOf, replayAll } from "./replay-all.ts";
import { readSchedules } from "./schedules.ts";
import type * as schema from "./schema.ts";
import { MOST_COUNTED } from "./schema.ts";
import * as webhooks from "./webhook-repo.ts";

type In<S extends z.ZodType> = z.infer<S>;
type Out<S extends z.ZodType> = Promise<z.infer<S>>;

/** For operators alone, across all workspaces; the procedures see to it. */
export interface OperationsService {
  webhooks(input: In<typeof schema.webhookListInput>): Out<typeof schema.webhookListOutput>;
  webhookFacets(): Out<typeof schema.webhookFacets>;
  /** Throws NOT_FOUND. */
  webhook(eventId: string): Out<typeof schema.webhookDetail>;
  /** Those that were signed and not understood. A page may be short, and say how far it came. */
  deliveries(input: In<typeof schema.deliveryListInput>): Out<typeof schema.deliveryListOutput>;
  deliveryFacets(): Out<typeof schema.deliveryFacets>;
  /** Any delivery, also one with events. Throws NOT_FOUND. */
  delivery(deliveryId: string): Out<typeof schema.deliveryDetail>;
  /** How many a replay of this filter would open again: dead ones, or ignored ones where the filter asks for them. */
  countReplayableWebhooks(filter: schema.WebhookFilter): Out<typeof schema.countOutput>;
  /** Each once, however often it is called. Throws CONFLICT when there are more than were confirmed. */
  replayWebhooks(actor: Actor, input: In<typeof schema.replayWebhooksInput>): Out<typeof schema.replayOutput>;
  /** Throws NOT_FOUND, or CONFLICT when there is nothing to replay (any more). */
  replayWebhook(actor: Actor, eventId: string): Promise<void>;
  jobs(input: In<typeof schema.jobListInput>): Out<typeof schema.jobListOutput>;
  jobFacets(): Out<typeof schema.jobFacets>;
  job(jobId: string): Out<typeof schema.jobDetail>;
  countReplayableJobs(filter: schema.JobFilter): Out<typeof schema.countOutput>;
  replayJobs(actor: Actor, input: In<typeof schema.replayJobsInput>): Out<typeof schema.replayOutput>;
  replayJob(actor: Actor, jobId: string): Promise<void>;
  /** Throws CONFLICT when it has begun, or is of a kind that is called off elsewhere. */
  cancelJob(actor: Actor, jobId: string): Promise<void>;
  deadLetters(): Out<typeof schema.deadLettersOutput>;
  schedules(): Out<typeof schema.schedulesOutput>;
  pauseSchedule(actor: Actor, name: string): Promise<void>;
  resumeSchedule(actor: Actor, name: string): Promise<void>;
  /** Throws CONFLICT when it was started by hand within this minute. */
  runSchedule(actor: Actor, name: string): Promise<void>;
  refusals(days: number): Out<typeof schema.refusalsOutput>;
}

/** What the job engine lends operators. */
export interface Engine {
  /** How many were opened again; the others were not dead (any more). */
  replayWebhooks(ids: readonly string[]): Promise<number>;
  replayJobs(ids: readonly string[]): Promise<number>;
  pauseSchedule(name: string): Promise<void>;
  resumeSchedule(name: string): Promise<void>;
  /** False when it was started by hand a moment ago. */
  runSchedule(name: string): Promise<boolean>;
}

export interface OperationsDeps {
  db: Db;
  clock: Clock;
  log: Log;
  events: Pick<EventBus, "publish">;
  engine: Engine;
}

const MOST_TYPES = 500;
const MOST_GROUPED = 20_000;
const DAY_MS = 86_400_000;

export function createOperationsService(deps: OperationsDeps): OperationsService {
  const { db, clock, engine } = deps;
  return {
    ...lists(deps),
    webhook: (eventId) => readEvent(db, eventId),
    deliveries: (input) => readKept(db, input),
    deliveryFacets: async () => ({ sources: await readKeptSources(db) }),
    delivery: (deliveryId) => readDelivery(db, deliveryId),
    job: (jobId) => readJob(db, jobId),
    countReplayableWebhooks: async (filter) =>
      counted(await webhooks.countEvents(db, replayable(filter), MOST_COUNTED + 1)),
    countReplayableJobs: async (filter) =>
      counted(await jobs.countJobs(db, replayable(filter), MOST_COUNTED + 1)),
    replayWebhooks: (actor, { filter, ...confirmation }) =>
      told(deps, actor, "webhook events replayed", { filter }, () =>
        replayAll(clock, confirmation, {
          count: (limit) => webhooks.countEvents(db, replayable(filter), limit),
          list: (slice) => webhooks.listEventIds(db, replayable(filter), slice),
          replay: engine.replayWebhooks,
        }),
      ),
    replayJobs: (actor, { filter, ...confirmation }) =>
      told(deps, actor, "jobs replayed", { filter }, () =>
        replayAll(clock, confirmation, {
          count: (limit) => jobs.countJobs(db, replayable(filter), limit),
          list: (slice) => jobs.listJobIds(db, replayable(filter), slice),
          replay: engine.replayJobs,
        }),
      ),
    ...deeds(deps),
    schedules: () => readSchedules(db),
  };
}

/** Only what is dead, or what was ignored where the filter asks for exactly that. */
const replayable = <F extends { status?: string | undefined }>(filter: F): F & { status: "dead" } =>
  ({ ...filter, status: filter.status === "ignored" ? "ignored" : "dead" }) as F & { status: "dead" };

const counted = (count: number) => ({ count: Math.min(count, MOST_COUNTED), more: count > MOST_COUNTED });

type Lists = "webhooks" | "webhookFacets" | "jobs" | "jobFacets" | "deadLetters" | "refusals";

function lists({ db, clock }: OperationsDeps): Pick<OperationsService, Lists> {
  return {
    async webhooks({ cursor, limit, ...filter }) {
      const rows = await webhooks.listEvents(db, filter, { after: positionOf(cursor), limit: limit + 1 });
      const items = rows.slice(0, limit).map((row) => ({ ...row, lastError: readable(row.lastError) }));
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? cursorOf({ at: last.receivedAt, id: last.id }) : null };
    },
    async webhookFacets() {
      const [sources, types] = await Promise.all([
        webhooks.listSources(db),
        webhooks.listTypes(db, MOST_TYPES),
      ]);
      return { sources, types };
    },
    async jobs({ cursor, limit, ...filter }) {
      const rows = await jobs.listJobs(db, filter, { after: positionOf(cursor), limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const names = await jobs.findWorkspaceNames(
        db,
        shown.flatMap(({ workspaceId }) => workspaceId ?? []),
      );
      const items = shown.map((row) => ({
        ...row,
        lastError: readable(row.lastError),
        workspaceName: (row.workspaceId && names.get(row.workspaceId)) ?? null,
      }));
      const last = rows.length > limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? cursorOf({ at: last.createdAt, id: last.id }) : null };
    },
    jobFacets: async () => ({ names: await jobs.listNames(db) }),
    async deadLetters() {
      const [events, dead] = await Promise.all([
        webhooks.groupDeadEvents(db, MOST_GROUPED),
        jobs.groupDeadJobs(db, MOST_GROUPED),
      ]);
      const groups = [
        ...events.map((group) => ({ kind: "webhook" as const, ...group })),
        ...dead.map((group) => ({ kind: "job" as const, ...group })),
      ].sort((a, b) => b.count - a.count);
      const full = (rows: { count: number }[]) =>
        rows.reduce((sum, row) => sum + row.count, 0) >= MOST_GROUPED;
      return { groups, more: full(events) || full(dead) };
    },
    async refusals(days) {
      const rows = await webhooks.listRefusals(db, new Date(clock.now().getTime() - (days - 1) * DAY_MS));
      return rows.map(({ day, ...row }) => ({ ...row, day: day.toISOString().slice(0, 10) }));
    },
  };
}

type Deeds = "replayWebhook" | "replayJob" | "cancelJob" | "pauseSchedule" | "resumeSchedule" | "runSchedule";

function deeds(deps: OperationsDeps): Pick<OperationsService, Deeds> {
  const { db, clock, engine } = deps;
  return {
    replayWebhook: (actor, eventId) =>
      told(deps, actor, "webhook event replayed", { eventId }, async () => {
        if ((await engine.replayWebhooks([eventId])) === 1) return;
        await readEvent(db, eventId);
        throw new AppError("CONFLICT", "nothing to replay", { userMessage: "NOTHING_TO_REPLAY" });
      }),
    replayJob: (actor, jobId) =>
      told(deps, actor, "job replayed", { jobId }, async () => {
        if ((await engine.replayJobs([jobId])) === 1) return;
        await readJob(db, jobId);
        throw new AppError("CONFLICT", "nothing to replay", { userMessage: "NOTHING_TO_REPLAY" });
      }),
    cancelJob: (actor, jobId) =>
      told(deps, actor, "job called off", { jobId }, async () => {
        if (await jobs.cancelPending(db, jobId, CANCELABLE, clock.now())) return;
        await readJob(db, jobId);
        throw new AppError("CONFLICT", "cannot be called off", { userMessage: "JOB_NOT_CANCELABLE" });
      }),
    pauseSchedule: (actor, name) =>
      told(deps, actor, "schedule paused", { name }, () => engine.pauseSchedule(name)),
    resumeSchedule: (actor, name) =>
      told(deps, actor, "schedule resumed", { name }, () => engine.resumeSchedule(name)),
    runSchedule: (actor, name) =>
      told(deps, actor, "schedule run by hand", { name }, async () => {
        if (await engine.runSchedule(name)) return;
        throw new AppError("CONFLICT", "run within this minute", { userMessage: "JUST_STARTED" });
      }),
  };
}

/** What an operator did is in the log, and the other operators' pages hear of it. */
async function told<T>(
  { log, events }: OperationsDeps,
  { userId }: Actor,
  what: string,
  fields: Record<string, unknown>,
  deed: () => Promise<T>,
): Promise<T> {
  const result = await deed();
  log.info(what, { userId, ...fields, ...(result ? { result } : {}) });
  await events
    .publish({ workspaceId: OPERATORS, type: "operations.changed", id: OPERATORS })
    .catch((error: unknown) => log.warn("operators' pages were not told", { error }));
  return result;
}

const readable = (error: string | null): string | null => (error === null ? null : redactText(error));
