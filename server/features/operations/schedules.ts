import { redactText } from "#server/core/redact.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { findStarted, listRuns, listSchedules } from "./job-repo.ts";
import type { ScheduleOutput } from "./schema.ts";

/** Every schedule, when it runs next, and what became of its last run, by hand or by calendar. */
export async function readSchedules(db: Db): Promise<ScheduleOutput[]> {
  const rows = await listSchedules(db);
  const runs = await Promise.all(rows.map(async ({ name }) => (await listRuns(db, name, 1))[0]));
  const started = await findStarted(
    db,
    runs.flatMap((run) => run?.id ?? []),
  );
  const startedAt = new Map(started.map((row) => [row.id, row.startedAt]));
  return rows.map(({ name, cron, nextRunAt, pausedAt }, index) => {
    const run = runs[index];
    const from = run && startedAt.get(run.id);
    const last = run && {
      jobId: run.id,
      status: run.status,
      at: run.createdAt,
      finishedAt: run.finishedAt,
      durationMs: from && run.finishedAt ? run.finishedAt.getTime() - from.getTime() : null,
      lastError: run.lastError === null ? null : redactText(run.lastError),
    };
    return { name, cron, nextRunAt, pausedAt, last: last ?? null };
  });
}
