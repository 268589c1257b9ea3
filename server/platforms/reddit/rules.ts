import type { ImageRule, PlatformRules } from "../rules.ts";

const MIB = 1024 * 1024;
const SECOND_MS = 1000;

/** https://support.reddithelp.com/hc/en-us/articles/360060422572 */
const IMAGE: ImageRule = { contentTypes: ["image/jpeg", "image/png"], maxBytes: 20 * MIB };

/** A title makes a post by itself; text and media are beside it. */
const NO_MEDIA = { min: 0, max: 0, kinds: [], mixed: false } as const;

/**
 * Titles and texts are counted by code points. The subreddit narrows all of this: see `requirements.ts`.
 * https://www.reddit.com/dev/api#POST_api_submit
 */
export const redditRules: PlatformRules = {
  text: { max: 40_000, unit: "codepoint" },
  kinds: [
    { id: "self", media: NO_MEDIA, text: "optional", standsAlone: true },
    { id: "link", media: NO_MEDIA, text: "optional", standsAlone: true },
    {
      id: "image",
      media: { min: 1, max: 1, kinds: ["image"], mixed: false },
      image: IMAGE,
      text: "optional",
    },
    {
      id: "gallery",
      media: { min: 2, max: 20, kinds: ["image"], mixed: false },
      image: IMAGE,
      text: "optional",
    },
    {
      id: "video",
      media: { min: 1, max: 1, kinds: ["video"], mixed: false },
      video: {
        contentTypes: ["video/mp4", "video/quicktime"],
        codecs: ["h264", "hevc"],
        maxBytes: 1024 * MIB,
        minDurationMs: 2 * SECOND_MS,
        maxDurationMs: 15 * 60 * SECOND_MS,
      },
      text: "optional",
    },
  ],
  options: [
    { id: "subreddit", type: "text", max: 24, required: true, suggest: "account" },
    { id: "title", type: "text", max: 300, required: true },
    { id: "url", type: "text", max: 2_000, required: true, kinds: ["link"] },
    { id: "flair", type: "select", values: "account", required: false, dependsOn: ["subreddit"] },
    { id: "flair_text", type: "text", max: 64, required: false },
    { id: "nsfw", type: "toggle", default: false },
    { id: "spoiler", type: "toggle", default: false },
    { id: "sendreplies", type: "toggle", default: true },
    { id: "resubmit", type: "toggle", default: false, kinds: ["link"] },
    { id: "firstComment", type: "text", max: 10_000, required: false },
  ],
};
