import { imageDimensions, videoFacts } from "../core/media-format.ts";
import type { MediaStore, StoredMedia } from "../core/media-store.ts";
import type { Category } from "./state.ts";

const MIB = 1024 * 1024;

/** https://docs.x.com/x-api/media/quickstart/best-practices */
export const MAX_BYTES: Readonly<Record<Category, number>> = {
  tweet_image: 5 * MIB,
  tweet_gif: 15 * MIB,
  tweet_video: 512 * MIB,
  amplify_video: 512 * MIB,
};

export const MEDIA_TYPES: Readonly<Record<string, Category>> = {
  "image/jpeg": "tweet_image",
  "image/pjpeg": "tweet_image",
  "image/png": "tweet_image",
  "image/webp": "tweet_image",
  "image/bmp": "tweet_image",
  "image/tiff": "tweet_image",
  "image/gif": "tweet_gif",
  "video/mp4": "tweet_video",
  "video/webm": "tweet_video",
  "video/mp2t": "tweet_video",
  "video/quicktime": "tweet_video",
};

/** Names of media keys begin with the kind of medium. */
export const KEY_PREFIX: Readonly<Record<Category, string>> = {
  tweet_image: "3",
  tweet_gif: "16",
  tweet_video: "7",
  amplify_video: "13",
};

const PICTURES = ["jpeg", "png", "webp", "gif"];

/** What is wrong with a file that is whole, if anything. */
export function judge(
  store: MediaStore,
  { sha256, format }: StoredMedia,
  category: Category,
): string | undefined {
  const path = store.path(sha256);
  if (category === "tweet_image" || category === "tweet_gif") {
    const readable = PICTURES.includes(format) && imageDimensions(path) !== undefined;
    const fits = readable && (category === "tweet_gif") === (format === "gif");
    return fits ? undefined : "file is currently unsupported";
  }
  if (format === "webm") return undefined;
  const facts = format === "mp4" ? videoFacts(path) : undefined;
  if (!facts) return "file is currently unsupported";
  const { durationMs, width, height, framesPerSecond } = facts;
  if (durationMs < 500 || durationMs > 140_000) return "Not valid video: duration";
  if (framesPerSecond > 60.5) return "Not valid video: frame rate";
  return Math.min(width, height) < 32 ? "Not valid video: dimensions" : undefined;
}
