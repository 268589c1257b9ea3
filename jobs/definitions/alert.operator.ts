import { defineJob } from "#jobs/job.ts";
import type { OutgoingJobs } from "#server/features/outgoing/jobs.ts";

/** One alert of the installation to one channel of its configuration. */
export const alertOperator = defineJob<{ outgoingJobs: OutgoingJobs }>()({
  name: "alert.operator",
  async run(payload, { outgoingJobs }, { signal }) {
    return { outcome: "done", note: await outgoingJobs.tellOperators(payload, signal) };
  },
});
