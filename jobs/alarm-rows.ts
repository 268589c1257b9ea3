import type { AlarmRows, TakeOptions } from "#server/core/alarm-rows.ts";
import type { Clock, QueueMessage } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { tickSchedules } from "./schedules.ts";

/** The alarm clock's view of the tables `jobs` and `schedules`. */
export function createAlarmRows(deps: { db: Db; clock: Clock }): AlarmRows {
  const { db, clock } = deps;
  return {
    async tick(options) {
      await tickSchedules(deps, options);
      const next = await db.schedule.aggregate({ where: { pausedAt: null }, _min: { nextRunAt: true } });
      return next._min.nextRunAt ?? undefined;
    },
    take: (options) => take(db, clock.now(), options),
    async armed(jobIds, graceMs) {
      await db.$executeRaw`
        UPDATE jobs SET "armedUntil" = greatest("runAt", ${clock.now()}) + ${graceMs}::int * interval '1 ms'
        WHERE id = ANY(${jobIds}::uuid[]) AND status = 'pending'`;
    },
    nextDueAt: () => nextDueAt(db, clock.now()),
  };
}

async function take(
  db: Db,
  now: Date,
  { dueBy, armedUntil, limit, minAgeMs = 0 }: TakeOptions,
): Promise<QueueMessage[]> {
  const writtenBy = new Date(now.getTime() - minAgeMs);
  const rows = await db.$queryRaw<{ jobId: string; name: string; runAt: Date; status: string }[]>`
    WITH abandoned AS (
      SELECT id FROM jobs
      WHERE status = 'running' AND "leaseUntil" <= ${now} AND ("armedUntil" IS NULL OR "armedUntil" <= ${now})
      ORDER BY "leaseUntil" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), due AS (
      SELECT id FROM jobs
      WHERE status = 'pending' AND "runAt" <= ${dueBy} AND ("armedUntil" IS NULL OR "armedUntil" <= ${now})
        AND (${minAgeMs}::int = 0 OR "createdAt" <= ${writtenBy})
      ORDER BY "runAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    UPDATE jobs SET "armedUntil" = ${armedUntil}
    WHERE id IN (SELECT id FROM abandoned UNION ALL SELECT id FROM due LIMIT ${limit})
    RETURNING id AS "jobId", name, "runAt", status::text`;
  return rows
    .map(({ jobId, name, runAt, status }) => ({ jobId, name, runAt: status === "running" ? now : runAt }))
    .sort((a, b) => a.runAt.getTime() - b.runAt.getTime());
}

/** Three index reads: what comes next, what was handed out and did not ring, what a killed worker left behind. */
async function nextDueAt(db: Db, now: Date): Promise<Date | undefined> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT least(
      (SELECT "runAt" FROM jobs WHERE status = 'pending' AND "runAt" > ${now} ORDER BY "runAt" LIMIT 1),
      (SELECT min(coalesce("armedUntil", "runAt")) FROM jobs WHERE status = 'pending' AND "runAt" <= ${now}),
      (SELECT min(greatest("leaseUntil", coalesce("armedUntil", "leaseUntil"))) FROM jobs WHERE status = 'running')
    ) AS at`;
  return row?.at ?? undefined;
}
