import { platformContract } from "../platform.contract.ts";
import { onlyfans } from "./onlyfans.ts";

platformContract(onlyfans, {
  handles: [
    "checked",
    "media:0",
    "key",
    "since",
    "round",
    "postId",
    "messageId",
    "chat",
    "queueId",
    "delivered",
    "polls",
  ],
});
