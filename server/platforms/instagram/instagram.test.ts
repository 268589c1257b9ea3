import { platformContract } from "../platform.contract.ts";
import { instagram } from "./instagram.ts";

platformContract(instagram, {
  handles: [
    ...["container", "ready", "published", "mediaId", "permalink", "polls", "looks", "round"],
    ...["child:0", "childReady:0", "child:1", "childReady:1"],
  ],
});
