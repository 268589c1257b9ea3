import { replayJobs, replayWebhookEvents } from "#jobs/replay.ts";
import { pauseSchedule, resumeSchedule, runScheduleNow } from "#jobs/schedules.ts";
import type { Clock, Log, Queue } from "#server/core/ports.ts";
import type { Engine } from "#server/features/operations/service.ts";
import type { Db, UnitOfWork } from "#server/features/unit-of-work.ts";

export interface EngineDeps {
  db: Db;
  work: UnitOfWork;
  queue: Pick<Queue, "arm">;
  clock: Clock;
  log: Log;
}

/** What the job engine lends operators. The rows decide: an alarm that cannot be armed now is armed by the queue's sweep. */
export function createEngine({ db, work, queue, clock, log }: EngineDeps): Engine {
  const patient: Pick<Queue, "arm"> = {
    arm: (messages) =>
      queue.arm(messages).catch((error: unknown) => log.warn("alarms not armed; the sweep will", { error })),
  };
  return {
    replayWebhooks: (ids) => replayWebhookEvents(work, ids, clock.now()),
    replayJobs: (ids) => replayJobs({ db, clock, queue: patient }, ids),
    pauseSchedule: (name) => pauseSchedule({ db, clock }, name),
    resumeSchedule: (name) => resumeSchedule({ db, clock }, name),
    async runSchedule(name) {
      const message = await runScheduleNow({ db, clock }, name);
      if (message) await patient.arm([message]);
      return message !== undefined;
    },
  };
}
