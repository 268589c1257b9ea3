import { defineJob } from "#jobs/job.ts";
import type { OutgoingJobs } from "#server/features/outgoing/jobs.ts";

/** One attempt at one delivery; the row stays until its schedule is through. */
export const outgoingDeliver = defineJob<{ outgoingJobs: OutgoingJobs }>()({
  name: "outgoing.deliver",
  run: (payload, { outgoingJobs }, { signal }) => outgoingJobs.deliver(payload, signal),
  dead: (payload, { outgoingJobs }) => outgoingJobs.abandon(payload),
});
