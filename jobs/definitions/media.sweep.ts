import { defineJob } from "#jobs/job.ts";
import type { MediaSweeper } from "#server/features/media/sweep.ts";

/** Every hour: leftovers of uploads that died and files removed long enough ago. */
export const mediaSweep = defineJob<{ mediaSweeper: MediaSweeper }>()({
  name: "media.sweep",
  async run(_payload, { mediaSweeper }, { signal }) {
    const { abandoned, removed, drafts } = await mediaSweeper.sweep(signal);
    return { outcome: "done", note: `${abandoned} abandoned, ${removed} removed, ${drafts} drafts` };
  },
});
