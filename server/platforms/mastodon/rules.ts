import type { ImageRule, PlatformRules, VideoRule } from "../rules.ts";
import { UNIT } from "./count.ts";

const MIB = 1024 * 1024;

/** https://docs.joinmastodon.org/user/posting/#attachments; pixels as /api/v2/instance tells them by default. */
const IMAGE: ImageRule = {
  contentTypes: ["image/jpeg", "image/png", "image/webp"],
  maxBytes: 16 * MIB,
  maxWidth: 7680,
  maxHeight: 7680,
};

const VIDEO: VideoRule = {
  contentTypes: ["video/mp4", "video/quicktime", "video/webm"],
  codecs: ["h264", "hevc", "vp8", "vp9", "av1"],
  maxBytes: 99 * MIB,
  minDurationMs: 1,
  maxDurationMs: 6 * 3600 * 1000,
  maxFps: 120,
  maxSide: 3840,
};

export const VISIBILITIES = ["public", "unlisted", "private"] as const;
export const LANGUAGES = ["en", "fr", "de", "es", "it", "nl", "pt", "ja"] as const;

/** The limits of a server that changed none; another one refuses what is too much with its own words. */
export const mastodonRules: PlatformRules = {
  text: { max: 500, unit: UNIT },
  kinds: [
    { id: "text", media: { min: 0, max: 0, kinds: [], mixed: false }, text: "required" },
    {
      id: "images",
      media: { min: 1, max: 4, kinds: ["image"], mixed: false },
      image: IMAGE,
      text: "optional",
    },
    {
      id: "video",
      media: { min: 1, max: 1, kinds: ["video"], mixed: false },
      video: VIDEO,
      text: "optional",
    },
  ],
  options: [
    { id: "visibility", type: "select", values: VISIBILITIES, required: false, default: "public" },
    { id: "spoiler_text", type: "text", max: 200, required: false },
    { id: "sensitive", type: "toggle", default: false, kinds: ["images", "video"] },
    { id: "language", type: "select", values: LANGUAGES, required: false },
  ],
  // Mastodon names no length of a thread.
  thread: { maxParts: 25 },
};
