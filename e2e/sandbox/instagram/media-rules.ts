import { imageDimensions, videoFacts } from "../core/media-format.ts";
import type { MediaStore, StoredMedia } from "../core/media-store.ts";
import { DownloadError } from "../core/media-store.ts";
import type { PublishingProblem } from "./errors.ts";
import type { ContainerKind, ContainerMedia } from "./state.ts";

const MEBIBYTE = 1024 * 1024;
export const IMAGE_MAX_BYTES = 8 * MEBIBYTE;
const MIN_ASPECT = 4 / 5;
const MAX_ASPECT = 1.91;
/** Cropping to whole pixels may miss a ratio by a hair. */
const ASPECT_TOLERANCE = 0.005;

/** Limits of a video by where it goes. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media */
const VIDEO_LIMITS: Partial<Record<ContainerKind, { minMs: number; maxMs: number; maxBytes: number }>> = {
  reel: { minMs: 3_000, maxMs: 15 * 60_000, maxBytes: 300 * MEBIBYTE },
  "story-video": { minMs: 3_000, maxMs: 60_000, maxBytes: 100 * MEBIBYTE },
  "child-video": { minMs: 3_000, maxMs: 60_000, maxBytes: 300 * MEBIBYTE },
};
/** A 3-second clip encoded at 29.97 frames may say 2.97 s. */
const DURATION_TOLERANCE_MS = 100;

export type Checked = { media: ContainerMedia } | { problem: PublishingProblem };

type Shape = Pick<ContainerMedia, "width" | "height" | "durationMs">;

const known = (
  { sha256, bytes, contentType }: StoredMedia,
  { width, height, durationMs }: Shape,
): Checked => ({
  media: { sha256, bytes, contentType, width, height, durationMs },
});

/** JPEG, at most 8 MiB, 4:5 to 1.91:1 in the feed (a story may have any shape). */
export function checkImage(store: MediaStore, stored: StoredMedia, kind: ContainerKind): Checked {
  if (stored.format === "unknown") return { problem: "notFetchable" };
  if (stored.format !== "jpeg") return { problem: "imageFormat" };
  if (stored.bytes > IMAGE_MAX_BYTES) return { problem: "imageTooLarge" };
  const size = imageDimensions(store.path(stored.sha256));
  if (!size) return { problem: "imageFormat" };
  const aspect = size.width / size.height;
  const fits = aspect >= MIN_ASPECT - ASPECT_TOLERANCE && aspect <= MAX_ASPECT + ASPECT_TOLERANCE;
  return kind === "story-image" || fits ? known(stored, size) : { problem: "aspectRatio" };
}

export function checkVideo(store: MediaStore, stored: StoredMedia, kind: ContainerKind): Checked {
  const facts = stored.format === "mp4" ? videoFacts(store.path(stored.sha256)) : undefined;
  const limits = VIDEO_LIMITS[kind];
  if (!facts || !limits || facts.width === 0 || facts.height === 0) return { problem: "badVideo" };
  const fits =
    facts.durationMs >= limits.minMs - DURATION_TOLERANCE_MS &&
    facts.durationMs <= limits.maxMs + DURATION_TOLERANCE_MS &&
    stored.bytes <= limits.maxBytes;
  return fits ? known(stored, facts) : { problem: "badVideo" };
}

const USER_AGENT = "facebookexternalhit/1.1 (sandbox)";
const IMAGE_DOWNLOAD_MS = 15_000;
const VIDEO_DOWNLOAD_MS = 120_000;

/** Fetches a medium as Meta's fetcher does and judges it. */
export async function fetchAndCheck(store: MediaStore, url: string, kind: ContainerKind): Promise<Checked> {
  const image = kind === "image" || kind === "child-image" || kind === "story-image";
  const maxBytes = image ? 4 * IMAGE_MAX_BYTES : (VIDEO_LIMITS[kind]?.maxBytes ?? 0);
  try {
    const stored = await store.download(url, {
      maxBytes,
      timeoutMs: image ? IMAGE_DOWNLOAD_MS : VIDEO_DOWNLOAD_MS,
      userAgent: USER_AGENT,
    });
    return image ? checkImage(store, stored, kind) : checkVideo(store, stored, kind);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    if (error.problem === "timeout") return { problem: "downloadTimeout" };
    if (error.problem === "too-large") return { problem: image ? "imageTooLarge" : "badVideo" };
    return { problem: "notFetchable" };
  }
}
