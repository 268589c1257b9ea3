import { networkContract } from "#e2e/support/network-contract.ts";
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

networkContract({
  id: "tiktok",
  keepsPosts: true,
  flavor: "login-kit",
  account: "maya.delorme",
  media: {
    video: ["reel-1080x1920-3s.mp4"],
    photo: ["portrait-1080x1350.jpg", "square-1080.jpg"],
    inbox: ["reel-1080x1920-3s.mp4"],
  },
  options: { privacy_level: "PUBLIC_TO_EVERYONE" },
  // A lost photo init leaves no id to ask by; what becomes of it is told in `sandbox.test.ts`.
  irreversible: [{ kind: "video", operation: "upload_chunk" }],
  unseen: ["inbox"],
});
