import type { ChaosNetwork } from "./network.ts";

const create = (step: string) => ({ step, operation: "create_post" });

export const x: ChaosNetwork = {
  id: "x",
  flavor: "oauth2",
  accounts: ["mayadelorme", "jonasbakes"],
  settings: { quota: 100_000, rateLimits: false, processingMs: 2_000 },
  reads: ["media_init", "media_append", "media_finalize", "list_posts"],
  shapes: [
    {
      name: "x thread",
      media: () => [],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "thread",
        text: `${mark(1)}\n---\n${mark(2)}\n---\n${mark(3)}`,
        options: {},
      }),
      steps: ["check_text", "create_post", "create_part_2", "create_part_3", "done"],
      commits: [create("create_post"), create("create_part_2"), create("create_part_3")],
    },
    {
      name: "x image",
      media: ({ image }) => [image],
      target: (connectionId, mark) => ({ connectionId, kind: "post", text: mark(1), options: {} }),
      steps: ["check_text", "media_init_1", "media_append_1", "media_finalize_1", "create_post"],
      commits: [create("create_post")],
    },
  ],
};
