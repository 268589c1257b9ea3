import { defineJob } from "#jobs/job.ts";
import type { SeriesService } from "#server/features/series/service.ts";

/** Every hour: occurrences of series that have come near enough become posts. */
export const seriesSweep = defineJob<{ series: Pick<SeriesService, "sweep"> }>()({
  name: "series.sweep",
  async run(_payload, { series }, { signal }) {
    return { outcome: "done", note: `${await series.sweep(signal)} series` };
  },
});
