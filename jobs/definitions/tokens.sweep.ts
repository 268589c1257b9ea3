import { defineJob } from "#jobs/job.ts";
import type { TokensService } from "#server/features/tokens/service.ts";

/** Every quarter of an hour: renewals that are due, warnings of grants that end. */
export const tokensSweep = defineJob<{ tokens: TokensService }>()({
  name: "tokens.sweep",
  async run(_payload, { tokens }) {
    return { outcome: "done", note: `${await tokens.sweep()} renewals enqueued` };
  },
});
