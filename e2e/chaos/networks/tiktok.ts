import type { ChaosNetwork } from "./network.ts";

export const tiktok: ChaosNetwork = {
  id: "tiktok",
  flavor: "login-kit",
  accounts: [],
  settings: { quota: 100_000, rateLimits: false, processingMs: 2_000 },
  reads: ["creator_info", "video_init", "status_fetch"],
  shapes: [
    {
      name: "tiktok video",
      media: ({ video }) => [video],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "video",
        text: mark(1),
        options: {
          privacy_level: "PUBLIC_TO_EVERYONE",
          disable_comment: false,
          disable_duet: false,
          disable_stitch: false,
        },
      }),
      steps: ["creator_info", "video_init", "upload_last_chunk", "status_fetch"],
      commits: [{ step: "upload_last_chunk", operation: "upload_chunk" }],
    },
    {
      name: "tiktok photo",
      media: ({ image }) => [image],
      target: (connectionId, mark) => ({
        connectionId,
        kind: "photo",
        text: mark(1),
        options: { privacy_level: "PUBLIC_TO_EVERYONE", disable_comment: true, auto_add_music: false },
      }),
      steps: ["creator_info", "photo_init", "status_fetch"],
      // The lost answer held the only id; what TikTok lists is public posts after their moderation.
      commits: [{ step: "photo_init", operation: "photo_init" }],
      cannotProve: true,
    },
  ],
};
