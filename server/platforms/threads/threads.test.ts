import { networkContract } from "#e2e/support/network-contract.ts";
import { platformContract } from "../platform.contract.ts";
import { threads } from "./threads.ts";

const ofPart = ["container", "made", "ready", "published", "post", "child", "childReady"];

platformContract(threads, {
  handles: [
    ...ofPart.flatMap((name) => [0, 1, 2].map((part) => `${name}:${part}`)),
    ...["round", "polls", "looks", "refused", "room", "permalink"],
  ],
});

const HOUR_MS = 3_600_000;
networkContract({
  id: "threads",
  keepsGrants: true,
  flavor: "threads-login",
  account: "maya.delorme",
  media: {
    text: [],
    image: ["portrait-1080x1350.jpg"],
    video: ["reel-1080x1920-3s.mp4"],
    carousel: ["portrait-1080x1350.jpg", "reel-1080x1920-3s.mp4"],
  },
  irreversible: [
    { kind: "text", operation: "threads_publish" },
    { kind: "carousel", operation: "threads_publish" },
  ],
  // A long-lived token may be renewed once it is a day old.
  renewAfterMs: 25 * HOUR_MS,
});
