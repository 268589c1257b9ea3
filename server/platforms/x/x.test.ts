import { platformContract } from "../platform.contract.ts";
import { x } from "./x.ts";

platformContract(x, {
  handles: [
    "begun",
    "media1",
    "media1Key",
    "media1Sent",
    "media1Whole",
    "media1Ready",
    "media1Described",
    "media1Round",
    "post1",
    "post2",
  ],
});
