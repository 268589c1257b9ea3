import { defineJob } from "#jobs/job.ts";
import type { OutgoingJobs } from "#server/features/outgoing/jobs.ts";

/** One event, in words, to one channel of a workspace. */
export const alertSend = defineJob<{ outgoingJobs: OutgoingJobs }>()({
  name: "alert.send",
  async run(payload, { outgoingJobs }, { signal }) {
    return { outcome: "done", note: await outgoingJobs.sendAlert(payload, signal) };
  },
});
