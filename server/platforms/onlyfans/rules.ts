import type { ImageRule, PlatformRules, VideoRule } from "../rules.ts";

const MB = 1_000_000;
const HOUR_MS = 3_600_000;

/** One upload takes 100 MB at most. https://docs.onlyfansapi.com/introduction/guides/uploading-media */
const IMAGE: ImageRule = {
  contentTypes: ["image/jpeg", "image/png", "image/webp"],
  maxBytes: 100 * MB,
};
const VIDEO: VideoRule = {
  contentTypes: ["video/mp4", "video/quicktime", "video/webm"],
  codecs: ["h264", "hevc", "vp8", "vp9"],
  maxBytes: 100 * MB,
  minDurationMs: 1,
  maxDurationMs: 4 * HOUR_MS,
};
const MEDIA = { min: 0, max: 20, kinds: ["image", "video"], mixed: true } as const;

/** USD, for a message that opens when it is paid. https://docs.onlyfansapi.com/introduction/guides/composing-messages */
export const PRICE = { min: 3, most: 200 } as const;

/**
 * A post for every subscriber, and a message to one chat or to a list of fans. The partner documents no limit of a
 * text; a thousand characters is what the site's own editor takes.
 */
export const onlyfansRules: PlatformRules = {
  text: { max: 1000, unit: "utf16" },
  kinds: [
    { id: "post", media: MEDIA, image: IMAGE, video: VIDEO, text: "optional" },
    { id: "message", media: MEDIA, image: IMAGE, video: VIDEO, text: "optional" },
  ],
  options: [
    { id: "to", type: "select", values: "account", required: true, kinds: ["message"] },
    {
      id: "price",
      type: "text",
      max: 6,
      required: false,
      format: "price",
      ...PRICE,
      needsMedia: true,
      kinds: ["message"],
    },
    { id: "lockedText", type: "toggle", default: false, kinds: ["message"] },
  ],
};
