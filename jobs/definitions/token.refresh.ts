import { defineJob } from "#jobs/job.ts";
import type { TokensService } from "#server/features/tokens/service.ts";

/** Renews one grant, of the version the sweep saw. A grant that is gone is dealt with, so it is no failure of the job. */
export const tokenRefresh = defineJob<{ tokens: TokensService }>()({
  name: "token.refresh",
  async run(payload, { tokens }) {
    const { state, at } = await tokens.refresh(payload);
    return at ? { outcome: "again", at, note: state } : { outcome: "done", note: state };
  },
});
