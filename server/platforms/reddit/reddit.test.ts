import { networkContract } from "#e2e/support/network-contract.ts";
import { platformContract } from "../platform.contract.ts";
import { reddit } from "./reddit.ts";

platformContract(reddit, {
  handles: [
    "newest",
    "flairId",
    ...["asset:0", "media:0", "asset:1", "media:1", "posterUrl"],
    ...["submitted", "looks", "postId", "postUrl", "commentId"],
  ],
});

networkContract({
  id: "reddit",
  flavor: "web-app",
  account: "maya_delorme",
  media: {
    self: [],
    link: [],
    image: ["portrait-1080x1350.jpg"],
    gallery: ["portrait-1080x1350.jpg", "square-1080.jpg"],
    video: ["reel-1080x1920-3s.mp4"],
  },
  options: { subreddit: "kilnlife", title: "Cone 6", url: "https://example.com/glaze" },
  // Pictures and videos are made later, so that nothing is listed yet proves nothing before `settleAfterMs`: what becomes
  // of those is told in `lost-answers.test.ts`.
  irreversible: [
    { kind: "self", operation: "submit" },
    { kind: "link", operation: "submit" },
    { kind: "gallery", operation: "submit_gallery" },
  ],
});
