import type { Client } from "@upstash/qstash";

export interface ScheduleSync {
  created: string[];
  updated: string[];
  deleted: string[];
  unchanged: string[];
}

/**
 * Makes QStash's schedules those of the code: one per job with a schedule, under an id made of our host and the job's
 * name, calling `/api/jobs/:name` with `{"schedule":true}`. Repeatable: a second run changes nothing. Schedules of other
 * hosts on the same account, and those that call anything but our jobs, are left alone; ours that left the code are
 * deleted.
 * https://upstash.com/docs/qstash/api/schedules/create
 */
export async function syncQstashSchedules(deps: {
  client: Client;
  /** Public origin QStash calls, without a trailing slash. */
  baseUrl: string;
  schedules: { name: string; cron: string }[];
}): Promise<ScheduleSync> {
  const { client, baseUrl, schedules } = deps;
  const prefix = `${new URL(baseUrl).host.replace(/[^A-Za-z0-9.-]/g, "-")}_`;
  const existing = new Map(
    (await client.schedules.list())
      .filter(({ scheduleId, destination }) => scheduleId.startsWith(prefix) && isJob(destination))
      .map((schedule) => [schedule.scheduleId.slice(prefix.length), schedule]),
  );
  const result: ScheduleSync = { created: [], updated: [], deleted: [], unchanged: [] };
  for (const { name, cron } of schedules) {
    const destination = `${baseUrl}/api/jobs/${name}`;
    const known = existing.get(name);
    existing.delete(name);
    if (known?.cron === cron && known.destination === destination) {
      result.unchanged.push(name);
      continue;
    }
    await createSchedule(client, { scheduleId: prefix + name, cron, destination, baseUrl });
    (known ? result.updated : result.created).push(name);
  }
  for (const [name, { scheduleId }] of existing) {
    await client.schedules.delete(scheduleId);
    result.deleted.push(name);
  }
  return result;
}

/** Somebody may have made a schedule for our host by hand: it calls something else. */
const isJob = (destination: string): boolean =>
  URL.canParse(destination) && new URL(destination).pathname.startsWith("/api/jobs/");

async function createSchedule(
  client: Client,
  schedule: { scheduleId: string; cron: string; destination: string; baseUrl: string },
): Promise<void> {
  const { scheduleId, cron, destination, baseUrl } = schedule;
  await client.schedules.create({
    scheduleId,
    cron,
    destination,
    body: JSON.stringify({ schedule: true }),
    retries: 3,
    failureCallback: `${baseUrl}/api/jobs/failed`,
  });
}
