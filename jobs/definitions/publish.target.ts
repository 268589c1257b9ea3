import { defineJob } from "#jobs/job.ts";
import type { PublishEngine } from "#server/features/publishing/engine.ts";

/** Takes one target one stretch further; its row rings again until the target is settled. */
export const publishTarget = defineJob<{ publishEngine: PublishEngine }>()({
  name: "publish.target",
  run: (payload, { publishEngine }, { signal, log }) => publishEngine.run(payload, { signal, log }),
  dead: (payload, { publishEngine }, failure) => publishEngine.abandon(payload, failure),
});
