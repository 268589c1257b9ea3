import { defineJob } from "#jobs/job.ts";
import type { RemovalEngine } from "#server/features/publishing/removal.ts";

/** Deletes on its network what a person asked to delete; repeated until the network has answered. */
export const targetRemove = defineJob<{ removal: RemovalEngine }>()({
  name: "target.remove",
  async run(payload, { removal }) {
    await removal.run(payload);
    return { outcome: "done" };
  },
  dead: (payload, { removal }, failure) => removal.abandon(payload, failure),
});
