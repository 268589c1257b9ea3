import { imageDimensions, videoFacts } from "../core/media-format.ts";
import { DownloadError, type MediaStore, type StoredMedia } from "../core/media-store.ts";
import type { PublishingProblem } from "./errors.ts";
import type { ContainerMedia } from "./state.ts";

const MB = 1_000_000;
const IMAGE_MAX_BYTES = 8 * MB;
const VIDEO_MAX_BYTES = 1_000 * MB;
const LONGEST_MS = 300_000;
const MAX_COLUMNS = 1920;
const WIDEST = 10;
const IMAGE_DOWNLOAD_MS = 15_000;
const VIDEO_DOWNLOAD_MS = 120_000;
const USER_AGENT = "facebookexternalhit/1.1 (sandbox)";

export type CheckedImage = { media: ContainerMedia } | { problem: PublishingProblem };
/** `failed`: the name Threads gives it in `error_message`. */
export type CheckedVideo = { media: ContainerMedia } | { failed: string };

/** Fetches a picture as Meta's fetcher does and judges it: JPEG or PNG, 8 MB, at most ten times as wide as high. */
export async function fetchImage(store: MediaStore, url: string): Promise<CheckedImage> {
  const stored = await download(store, url, 4 * IMAGE_MAX_BYTES, IMAGE_DOWNLOAD_MS);
  if (stored === "timeout") return { problem: "downloadTimeout" };
  if (stored === "too-large") return { problem: "imageTooLarge" };
  if (typeof stored === "string" || stored.format === "unknown") return { problem: "notFetchable" };
  if (stored.format !== "jpeg" && stored.format !== "png") return { problem: "imageFormat" };
  if (stored.bytes > IMAGE_MAX_BYTES) return { problem: "imageTooLarge" };
  const size = imageDimensions(store.path(stored.sha256));
  if (!size) return { problem: "imageFormat" };
  const aspect = size.width / size.height;
  return aspect > WIDEST || aspect < 1 / WIDEST ? { problem: "aspectRatio" } : known(stored, size);
}

export async function fetchVideo(store: MediaStore, url: string): Promise<CheckedVideo> {
  const stored = await download(store, url, VIDEO_MAX_BYTES, VIDEO_DOWNLOAD_MS);
  if (typeof stored === "string") return { failed: "FAILED_DOWNLOADING_VIDEO" };
  const facts = stored.format === "mp4" ? videoFacts(store.path(stored.sha256)) : undefined;
  if (!facts || facts.width === 0 || facts.height === 0) return { failed: "FAILED_PROCESSING_VIDEO" };
  if (facts.durationMs > LONGEST_MS) return { failed: "INVALID_DURATION" };
  const aspect = facts.width / facts.height;
  if (aspect > WIDEST || aspect < 0.01 || facts.width > MAX_COLUMNS) return { failed: "INVALID_ASPEC_RATIO" };
  if (facts.framesPerSecond < 22.9 || facts.framesPerSecond > 60.1) return { failed: "INVALID_FRAME_RATE" };
  return known(stored, facts);
}

async function download(
  store: MediaStore,
  url: string,
  maxBytes: number,
  timeoutMs: number,
): Promise<StoredMedia | DownloadError["problem"]> {
  try {
    return await store.download(url, { maxBytes, timeoutMs, userAgent: USER_AGENT });
  } catch (error) {
    if (error instanceof DownloadError) return error.problem;
    throw error;
  }
}

const known = (
  { sha256, bytes, contentType }: StoredMedia,
  { width, height, durationMs }: Pick<ContainerMedia, "width" | "height" | "durationMs">,
): { media: ContainerMedia } => ({ media: { sha256, bytes, contentType, width, height, durationMs } });
