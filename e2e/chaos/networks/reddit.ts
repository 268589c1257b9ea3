import type { ChaosNetwork } from "./network.ts";

const SUBMIT = { step: "submit", operation: "submit" };
const COMMENT = { step: "comment", operation: "comment" };

export const reddit: ChaosNetwork = {
  id: "reddit",
  flavor: "web-app",
  accounts: ["maya_delorme"],
  settings: { quota: 100_000, rateLimits: false, processingMs: 2_000 },
  reads: ["submitted", "info"],
  shapes: [
    {
      name: "reddit text with first comment",
      media: () => [],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "self",
        text: "",
        options: { subreddit: "quietcorner", title: mark(1), firstComment: mark(2) },
      }),
      steps: ["look_before", "submit", "comment"],
      commits: [SUBMIT, COMMENT],
    },
    {
      name: "reddit image",
      media: ({ image }) => [image],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "image",
        text: "",
        options: { subreddit: "kilnlife", title: mark(1) },
      }),
      steps: ["look_before", "upload_item_0", "submit", "find_post"],
      commits: [SUBMIT],
    },
  ],
};
