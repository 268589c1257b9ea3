import type { ChaosNetwork } from "./network.ts";

const PUBLISH = { step: "threads_publish", operation: "threads_publish" };

export const threads: ChaosNetwork = {
  id: "threads",
  flavor: "threads-login",
  accounts: ["maya.delorme", "jonas.bakes"],
  settings: { quota: 100_000, rateLimits: false, processingMs: 2_000 },
  reads: ["create_container", "container_status", "read_post"],
  shapes: [
    {
      name: "threads chain",
      media: () => [],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "text",
        text: `${mark(1)}\n---\n${mark(2)}`,
        options: {},
      }),
      steps: [
        ...["reply_room", "create_container", "container_status", "threads_publish"],
        ...["create_container", "container_status", "threads_publish", "read_permalink"],
      ],
      commits: [PUBLISH],
    },
    {
      name: "threads image",
      media: ({ image }) => [image],
      target: (connectionId, mark) => ({ connectionId, kind: "image", text: mark(1), options: {} }),
      steps: ["create_container", "container_status", "threads_publish", "read_permalink"],
      commits: [PUBLISH],
    },
  ],
};
