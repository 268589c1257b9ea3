import { Cron } from "croner";
import type { Prisma } from "#prisma/generated/client.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import type { Clock, QueueMessage } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { type JobName, jobContracts } from "./contracts.ts";

/** A transport's clock may be a little ahead of ours: a slot this near has come. No schedule ticks more often. */
const EARLY_MS = 5_000;

/** Every contract with a schedule; the cron expressions are in UTC. */
export function scheduledJobs(): { name: JobName; cron: string }[] {
  return (Object.keys(jobContracts) as JobName[]).flatMap((name) => {
    const contract: { maxAttempts: number; schedule?: string } = jobContracts[name];
    return contract.schedule === undefined ? [] : [{ name, cron: contract.schedule }];
  });
}

/** The first slot after `at`. Throws CONFIG_INVALID for an expression that never comes. */
export function nextSlot(cron: string, at: Date): Date {
  const slot = new Cron(cron, { timezone: "UTC" }).nextRun(at);
  if (!slot) throw new AppError("CONFIG_INVALID", `the schedule "${cron}" never comes`);
  return slot;
}

/** The latest slot at or before `at`. */
export function latestSlot(cron: string, at: Date): Date | undefined {
  return new Cron(cron, { timezone: "UTC" }).previousRuns(1, new Date(at.getTime() + 1))[0];
}

/**
 * Writes the schedules of the contracts into the table: new ones start with their next slot, changed ones are computed
 * anew, those that left the code go. Pauses and past runs stay. Repeatable, from several instances at once.
 */
export async function syncSchedules({ db, clock }: { db: Db; clock: Clock }): Promise<void> {
  const wanted = scheduledJobs();
  const now = clock.now();
  await db.schedule.deleteMany({ where: { name: { notIn: wanted.map(({ name }) => name) } } });
  for (const { name, cron } of wanted) {
    const nextRunAt = nextSlot(cron, now);
    await db.schedule.createMany({ data: [{ name, cron, nextRunAt }], skipDuplicates: true });
    await db.schedule.updateMany({ where: { name, cron: { not: cron } }, data: { cron, nextRunAt } });
  }
}

/**
 * Enters the job of every schedule whose slot is at least `overdueMs` past. Slots missed while nothing ran count as
 * one: the latest. However many instances tick, the unique (name, slot) lets one of them enter it.
 */
export async function tickSchedules(
  { db, clock }: { db: Db; clock: Clock },
  { overdueMs = 0 }: { overdueMs?: number } = {},
): Promise<void> {
  const now = clock.now();
  const due = await db.schedule.findMany({
    where: { nextRunAt: { lte: new Date(now.getTime() - overdueMs) }, pausedAt: null },
    select: { name: true },
  });
  for (const { name } of due) await db.$transaction((tx) => enterSlot(tx, name, now, now));
}

/**
 * Enters the job of one schedule's present slot, for a transport that keeps the calendar itself. Undefined when the
 * slot was entered before, when the schedule is paused, or when there is none of this name.
 */
export async function tickSchedule(
  { db, clock }: { db: Db; clock: Clock },
  name: string,
): Promise<QueueMessage | undefined> {
  const now = clock.now();
  return db.$transaction((tx) => enterSlot(tx, name, new Date(now.getTime() + EARLY_MS), now));
}

async function enterSlot(
  tx: Prisma.TransactionClient,
  name: string,
  at: Date,
  now: Date,
): Promise<QueueMessage | undefined> {
  const [schedule] = await tx.$queryRaw<{ cron: string; lastRunAt: Date | null }[]>`
    SELECT cron, "lastRunAt" FROM schedules WHERE name = ${name} AND "pausedAt" IS NULL FOR UPDATE`;
  const slot = schedule && latestSlot(schedule.cron, at);
  if (!slot || (schedule.lastRunAt && schedule.lastRunAt >= slot)) return undefined;
  const entered = await tx.job.createManyAndReturn({
    data: [
      {
        ...jobOf(name as JobName),
        id: newId(),
        key: `${name}:${slot.toISOString()}`,
        runAt: now,
        createdAt: now,
      },
    ],
    skipDuplicates: true,
    select: { id: true },
  });
  await tx.schedule.update({
    where: { name },
    data: { lastRunAt: slot, nextRunAt: nextSlot(schedule.cron, slot > now ? slot : now) },
  });
  return entered[0] && { jobId: entered[0].id, name, runAt: now };
}

const jobOf = (name: JobName) => ({ name, payload: {}, maxAttempts: jobContracts[name].maxAttempts });

/** Keeps a schedule from ticking. Slots that pass meanwhile are not made up for. */
export async function pauseSchedule({ db, clock }: { db: Db; clock: Clock }, name: string): Promise<void> {
  const paused = await db.schedule.updateMany({ where: { name }, data: { pausedAt: clock.now() } });
  if (paused.count === 0) throw new AppError("NOT_FOUND", `no schedule is called ${name}`);
}

/** Lets a schedule tick again, from its next slot on. */
export async function resumeSchedule({ db, clock }: { db: Db; clock: Clock }, name: string): Promise<void> {
  const schedule = await db.schedule.findUnique({ where: { name } });
  if (!schedule) throw new AppError("NOT_FOUND", `no schedule is called ${name}`);
  const now = clock.now();
  await db.schedule.update({
    where: { name },
    data: {
      pausedAt: null,
      nextRunAt: nextSlot(schedule.cron, now),
      lastRunAt: latestSlot(schedule.cron, now),
    },
  });
}

const MINUTE_MS = 60_000;

/**
 * Enters one run of a schedule besides its calendar, paused or not. Undefined when one was entered within this minute: a
 * second click is no second run. Throws NOT_FOUND.
 */
export async function runScheduleNow(
  { db, clock }: { db: Db; clock: Clock },
  name: string,
): Promise<QueueMessage | undefined> {
  const schedule = await db.schedule.findUnique({ where: { name }, select: { name: true } });
  if (!schedule) throw new AppError("NOT_FOUND", `no schedule is called ${name}`);
  const now = clock.now();
  const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const [entered] = await db.job.createManyAndReturn({
    data: [
      {
        ...jobOf(name as JobName),
        id: newId(),
        key: `${name}:by-hand:${minute.toISOString()}`,
        runAt: now,
        createdAt: now,
      },
    ],
    skipDuplicates: true,
    select: { id: true },
  });
  return entered && { jobId: entered.id, name, runAt: now };
}
