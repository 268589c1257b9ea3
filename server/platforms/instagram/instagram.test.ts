import { networkContract } from "#e2e/support/network-contract.ts";
import { platformContract } from "../platform.contract.ts";
import { instagram } from "./instagram.ts";

platformContract(instagram, {
  handles: [
    ...["container", "ready", "published", "mediaId", "permalink", "polls", "looks", "round", "commentId"],
    ...["child:0", "childReady:0", "child:1", "childReady:1"],
  ],
});

const HOUR_MS = 3_600_000;
networkContract({
  id: "instagram",
  keepsPosts: true,
  keepsGrants: true,
  flavor: "instagram-login",
  account: "maya.delorme",
  media: {
    image: ["portrait-1080x1350.jpg"],
    carousel: ["portrait-1080x1350.jpg", "square-1080.jpg"],
    reel: ["reel-1080x1920-3s.mp4"],
    story: ["portrait-1080x1350.jpg"],
  },
  irreversible: [
    { kind: "image", operation: "media_publish" },
    { kind: "carousel", operation: "media_publish" },
  ],
  // A long-lived token may be renewed once it is a day old.
  renewAfterMs: 25 * HOUR_MS,
});
