import type { ImageRule, PlatformRules, VideoRule } from "../rules.ts";

const MB = 1_000_000;
const MIB = 1024 * 1024;
const SECOND_MS = 1000;

/**
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media (image, reel and
 * story specifications). Widths outside 320 to 1440 are scaled by Instagram, not refused, so they are no rule here.
 */
const FEED_IMAGE: ImageRule = {
  contentTypes: ["image/jpeg"],
  maxBytes: 8 * MIB,
  minAspect: 4 / 5,
  maxAspect: 1.91,
};

const STORY_IMAGE: ImageRule = { contentTypes: ["image/jpeg"], maxBytes: 8 * MIB };

const REEL: VideoRule = {
  contentTypes: ["video/mp4", "video/quicktime"],
  codecs: ["h264", "hevc"],
  maxBytes: 300 * MB,
  minDurationMs: 3 * SECOND_MS,
  maxDurationMs: 15 * 60 * SECOND_MS,
  minFps: 23,
  maxFps: 60,
  maxSide: 3600,
  minAspect: 0.01,
  maxAspect: 10,
};

/** Carousel videos and stories are cut at a minute and 100 MB. */
const SHORT_VIDEO: VideoRule = { ...REEL, maxBytes: 100 * MB, maxDurationMs: 60 * SECOND_MS };

const CAPTION = { max: 2200, unit: "utf16", maxHashtags: 30, maxMentions: 20 } as const;

export const instagramRules: PlatformRules = {
  text: CAPTION,
  kinds: [
    {
      id: "image",
      media: { min: 1, max: 1, kinds: ["image"], mixed: false },
      image: FEED_IMAGE,
      text: "optional",
    },
    {
      id: "carousel",
      media: { min: 2, max: 10, kinds: ["image", "video"], mixed: true },
      image: FEED_IMAGE,
      video: SHORT_VIDEO,
      text: "optional",
    },
    { id: "reel", media: { min: 1, max: 1, kinds: ["video"], mixed: false }, video: REEL, text: "optional" },
    {
      id: "story",
      media: { min: 1, max: 1, kinds: ["image", "video"], mixed: false },
      image: STORY_IMAGE,
      video: SHORT_VIDEO,
      text: "unused",
    },
  ],
  options: [
    { id: "share_to_feed", type: "toggle", default: true, kinds: ["reel"] },
    { id: "thumb_offset", type: "text", max: 7, required: false, format: "milliseconds", kinds: ["reel"] },
    {
      id: "collaborators",
      type: "text",
      max: 120,
      required: false,
      format: "usernames",
      kinds: ["image", "carousel", "reel"],
    },
    // The page of the call names no limits of comments (…/reference/ig-media/comments): those of captions hold.
    {
      id: "firstComment",
      type: "text",
      max: CAPTION.max,
      required: false,
      maxHashtags: CAPTION.maxHashtags,
      maxMentions: CAPTION.maxMentions,
      kinds: ["image", "carousel", "reel"],
    },
  ],
  // The documentation says 50 on one page and 100 on another: the live value is read, the lower one is the default.
  quota: { limit: 50, windowMs: 24 * 3600 * SECOND_MS },
};
