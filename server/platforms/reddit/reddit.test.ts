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
