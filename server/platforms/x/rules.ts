import type { ImageRule, PlatformRules, VideoRule } from "../rules.ts";
import { MAX_WEIGHT } from "./weight.ts";

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

/** https://docs.x.com/x-api/media/quickstart/best-practices */
const IMAGE: ImageRule = {
  contentTypes: ["image/jpeg", "image/png", "image/webp", "image/gif"],
  maxBytes: 5 * MIB,
};

/** The bounds of an account without a subscription. */
const VIDEO: VideoRule = {
  contentTypes: ["video/mp4", "video/quicktime"],
  codecs: ["h264"],
  maxBytes: 512 * MIB,
  minDurationMs: 500,
  maxDurationMs: 140_000,
  maxFps: 60,
  minSide: 32,
  minAspect: 1 / 3,
  maxAspect: 3,
};

const UP_TO_FOUR = { min: 0, max: 4, kinds: ["image", "video"], mixed: false, maxVideos: 1 } as const;

/**
 * A post and a thread of posts. Media go to the first post of a thread.
 * https://docs.x.com/x-api/posts/create-post, https://docs.x.com/x-api/fundamentals/rate-limits
 */
export const xRules: PlatformRules = {
  text: { max: MAX_WEIGHT, unit: "weighted" },
  kinds: [
    { id: "post", media: UP_TO_FOUR, image: IMAGE, video: VIDEO, text: "optional" },
    { id: "thread", media: UP_TO_FOUR, image: IMAGE, video: VIDEO, text: "required" },
  ],
  options: [
    {
      id: "reply_settings",
      type: "select",
      values: ["everyone", "following", "mentionedUsers", "subscribers", "verified"],
      required: false,
      default: "everyone",
    },
    { id: "made_with_ai", type: "toggle", default: false },
    { id: "paid_partnership", type: "toggle", default: false },
  ],
  quota: { limit: 100, windowMs: 15 * MINUTE_MS },
  thread: { maxParts: 25 },
};
