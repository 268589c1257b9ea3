import { platformContract } from "../platform.contract.ts";
import { tiktok } from "./tiktok.ts";

platformContract(tiktok, {
  handles: [
    "creator",
    "locked",
    "publishId",
    "uploadUrl",
    "uploaded",
    "sent",
    "postId",
    "polls",
    "looks",
    "round",
  ],
  // The plan of an upload is stored whole, and progress is counted in bytes.
  plausible: (drawn) => ({
    ...drawn,
    chunkSize: 10_000_000,
    chunkCount: 2,
    uploaded: typeof drawn.uploaded === "number" ? drawn.uploaded : 0,
  }),
});
