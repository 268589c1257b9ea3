import type { PlatformRules, VideoRule } from "../rules.ts";

const MIB = 1024 * 1024;
const SECOND_MS = 1000;

/** https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide. The account's own limit may be shorter. */
const VIDEO: VideoRule = {
  contentTypes: ["video/mp4", "video/quicktime", "video/webm"],
  codecs: ["h264", "hevc", "vp8", "vp9"],
  maxBytes: 4096 * MIB,
  minDurationMs: 1 * SECOND_MS,
  maxDurationMs: 10 * 60 * SECOND_MS,
  minFps: 23,
  maxFps: 60,
  minSide: 360,
  maxSide: 4096,
};

const DIRECT = ["video", "photo"] as const;

/**
 * TikTok's guidelines decide the defaults: nobody's audience is chosen for them, and comments, duets and stitches are
 * off until the creator turns them on. https://developers.tiktok.com/doc/content-sharing-guidelines
 */
export const tiktokRules: PlatformRules = {
  text: { max: 2200, unit: "utf16" },
  kinds: [
    {
      id: "video",
      media: { min: 1, max: 1, kinds: ["video"], mixed: false },
      video: VIDEO,
      text: "optional",
    },
    {
      id: "photo",
      media: { min: 1, max: 35, kinds: ["image"], mixed: false },
      image: {
        contentTypes: ["image/jpeg", "image/webp"],
        maxBytes: 20 * MIB,
        maxWidth: 1920,
        maxHeight: 1920,
      },
      text: "optional",
    },
    { id: "inbox", media: { min: 1, max: 1, kinds: ["video"], mixed: false }, video: VIDEO, text: "unused" },
  ],
  options: [
    { id: "privacy_level", type: "select", values: "account", required: true, kinds: DIRECT },
    { id: "title", type: "text", max: 90, required: false, kinds: ["photo"] },
    { id: "disable_comment", type: "toggle", default: true, kinds: DIRECT },
    { id: "disable_duet", type: "toggle", default: true, kinds: ["video"] },
    { id: "disable_stitch", type: "toggle", default: true, kinds: ["video"] },
    { id: "auto_add_music", type: "toggle", default: false, kinds: ["photo"] },
    { id: "brand_organic_toggle", type: "toggle", default: false, kinds: DIRECT },
    { id: "brand_content_toggle", type: "toggle", default: false, kinds: DIRECT },
    { id: "is_aigc", type: "toggle", default: false, kinds: ["video"] },
    {
      id: "video_cover_timestamp_ms",
      type: "text",
      max: 6,
      required: false,
      format: "milliseconds",
      kinds: ["video"],
    },
  ],
};
