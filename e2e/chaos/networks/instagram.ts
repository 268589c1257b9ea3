import type { ChaosNetwork, Shape } from "./network.ts";

const MEDIA_PUBLISH = { step: "media_publish", operation: "media_publish" };

const shape = (
  kind: string,
  options: Record<string, boolean>,
  more: Pick<Shape, "media" | "steps">,
): Shape => ({
  name: `instagram ${kind}`,
  ...more,
  target: (connectionId, mark) => ({ connectionId, kind, text: mark(1), options }),
  commits: [MEDIA_PUBLISH],
});

export const instagram: ChaosNetwork = {
  id: "instagram",
  flavor: "instagram-login",
  accounts: ["maya.delorme"],
  settings: { quota: 100_000, rateLimits: false, processingMs: 2_000 },
  reads: ["create_container", "container_status", "read_node"],
  shapes: [
    shape(
      "image",
      {},
      {
        media: ({ image }) => [image],
        steps: ["create_container", "container_status", "media_publish", "read_permalink"],
      },
    ),
    shape(
      "carousel",
      {},
      {
        media: ({ image, square }) => [image, square],
        steps: ["create_item_1", "create_item_2", "create_carousel", "container_status", "media_publish"],
      },
    ),
    shape(
      "reel",
      { share_to_feed: true },
      {
        media: ({ video }) => [video],
        steps: ["create_container", "container_status", "media_publish", "read_permalink"],
      },
    ),
  ],
};
