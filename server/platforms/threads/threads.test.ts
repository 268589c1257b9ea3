import { platformContract } from "../platform.contract.ts";
import { threads } from "./threads.ts";

const ofPart = ["container", "made", "ready", "published", "post", "child", "childReady"];

platformContract(threads, {
  handles: [
    ...ofPart.flatMap((name) => [0, 1, 2].map((part) => `${name}:${part}`)),
    ...["round", "polls", "looks", "refused", "room", "permalink"],
  ],
});
