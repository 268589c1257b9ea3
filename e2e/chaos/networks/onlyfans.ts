import type { ChaosNetwork } from "./network.ts";

export const onlyfans: ChaosNetwork = {
  id: "onlyfans",
  flavor: "partner",
  accounts: ["acct_8f21c07d5ab94e13"],
  connectedBy: "key",
  settings: { quota: 1_000_000, rateLimits: false, processingMs: 2_000 },
  reads: ["accounts", "media_upload", "list_posts"],
  shapes: [
    {
      name: "onlyfans post",
      media: ({ image }) => [image],
      target: (connectionId, mark) => ({ connectionId, kind: "post", text: mark(1), options: {} }),
      steps: ["check", "upload_0", "reserve", "send_post"],
      commits: [{ step: "send_post", operation: "send_post" }],
    },
    {
      name: "onlyfans message",
      media: () => [],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "message",
        text: mark(1),
        options: { to: "@alex1 (412000170)" },
      }),
      steps: ["check", "reserve", "send_message"],
      commits: [{ step: "send_message", operation: "send_message" }],
    },
  ],
};
