import type { ImageRule, PlatformRules, VideoRule } from "../rules.ts";

const MB = 1_000_000;
const SECOND_MS = 1000;
const DAY_MS = 24 * 3600 * SECOND_MS;

/**
 * https://developers.facebook.com/documentation/threads/posts (media specifications). Widths outside 320 to 1440 are
 * scaled by Threads, not refused, so they are no rule here. Colours other than sRGB are converted.
 */
const IMAGE: ImageRule = {
  contentTypes: ["image/jpeg", "image/png"],
  maxBytes: 8 * MB,
  minAspect: 1 / 10,
  maxAspect: 10,
};

/** "Longer than 0 seconds" and at most five minutes; at most 1920 columns. */
const VIDEO: VideoRule = {
  contentTypes: ["video/mp4", "video/quicktime"],
  codecs: ["h264", "hevc"],
  maxBytes: 1_000 * MB,
  minDurationMs: 1,
  maxDurationMs: 300 * SECOND_MS,
  minFps: 23,
  maxFps: 60,
  maxSide: 3840,
  minAspect: 0.01,
  maxAspect: 10,
};

export const REPLY_CONTROL = [
  "everyone",
  "accounts_you_follow",
  "mentioned_only",
  "parent_post_author_only",
  "followers_only",
] as const;

export const threadsRules: PlatformRules = {
  text: { max: 500, unit: "emoji-utf8", maxLinks: 5 },
  kinds: [
    { id: "text", media: { min: 0, max: 0, kinds: [], mixed: false }, text: "required" },
    {
      id: "image",
      media: { min: 1, max: 1, kinds: ["image"], mixed: false },
      image: IMAGE,
      text: "optional",
    },
    {
      id: "video",
      media: { min: 1, max: 1, kinds: ["video"], mixed: false },
      video: VIDEO,
      text: "optional",
    },
    {
      id: "carousel",
      media: { min: 2, max: 20, kinds: ["image", "video"], mixed: true },
      image: IMAGE,
      video: VIDEO,
      text: "optional",
    },
  ],
  options: [
    {
      id: "reply_control",
      type: "select",
      values: [...REPLY_CONTROL],
      required: false,
      default: "everyone",
    },
    { id: "topic_tag", type: "text", max: 50, required: false },
    { id: "link_attachment", type: "text", max: 2000, required: false, kinds: ["text"] },
  ],
  quota: { limit: 250, windowMs: DAY_MS },
  // Threads names no length of a chain; this one fits a day's replies fifty times.
  thread: { maxParts: 20 },
};
