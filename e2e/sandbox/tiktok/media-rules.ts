import { imageDimensions, videoFacts } from "../core/media-format.ts";
import { DownloadError, type MediaStore, type StoredMedia } from "../core/media-store.ts";
import type { FailReason, Publish, PublishMedia } from "./state.ts";

/** What arrived, and what is wrong with it. */
export interface Transfer {
  media: PublishMedia[];
  bytes: number;
  problem?: FailReason;
}

const MAX_VIDEO_BYTES = 4 * 1024 * 1024 * 1024;
const MAX_PHOTO_BYTES = 20 * 1024 * 1024;
const MIN_SIDE = 360;
const MAX_SIDE = 4_096;
const MAX_PHOTO_SIDE = 1_920;
const PULL_TIMEOUT_MS = 5 * 60_000;
const USER_AGENT = "TikTokSandbox/1.0";

/** Format, length, frame rate and size of a video. https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide */
export function judgeVideo(store: MediaStore, stored: StoredMedia, maxSeconds: number): Transfer {
  const base = { sha256: stored.sha256, bytes: stored.bytes, contentType: stored.contentType };
  if (stored.format === "webm") {
    return { media: [{ ...base, width: 0, height: 0 }], bytes: stored.bytes };
  }
  const facts = stored.format === "mp4" ? videoFacts(store.path(stored.sha256)) : undefined;
  if (!facts) return { media: [], bytes: stored.bytes, problem: "file_format_check_failed" };
  const { width, height, durationMs, framesPerSecond } = facts;
  const media = [{ ...base, width, height, durationMs }];
  const withProblem = (problem: FailReason): Transfer => ({ media, bytes: stored.bytes, problem });
  if (durationMs > maxSeconds * 1_000) return withProblem("duration_check_failed");
  if (framesPerSecond < 22.5 || framesPerSecond > 60.5) return withProblem("frame_rate_check_failed");
  if (Math.min(width, height) < MIN_SIDE || Math.max(width, height) > MAX_SIDE) {
    return withProblem("picture_size_check_failed");
  }
  return { media, bytes: stored.bytes };
}

function judgePhoto(store: MediaStore, stored: StoredMedia): Transfer {
  const { sha256, bytes, contentType } = stored;
  const size = imageDimensions(store.path(sha256));
  if ((stored.format !== "jpeg" && stored.format !== "webp") || !size) {
    return { media: [], bytes, problem: "file_format_check_failed" };
  }
  const media = [{ sha256, bytes, contentType, ...size }];
  const tooLarge =
    Math.min(size.width, size.height) > 1_080 || Math.max(size.width, size.height) > MAX_PHOTO_SIDE;
  return tooLarge ? { media, bytes, problem: "picture_size_check_failed" } : { media, bytes };
}

/** Fetches what the app offered: https in life, no redirects, one failure fails the post. */
export async function pullMedia(store: MediaStore, publish: Publish, maxSeconds: number): Promise<Transfer> {
  const video = publish.type === "video";
  const transfers: Transfer[] = [];
  for (const url of publish.urls) {
    try {
      const stored = await store.download(url, {
        maxBytes: video ? MAX_VIDEO_BYTES : MAX_PHOTO_BYTES,
        timeoutMs: PULL_TIMEOUT_MS,
        userAgent: USER_AGENT,
      });
      transfers.push(video ? judgeVideo(store, stored, maxSeconds) : judgePhoto(store, stored));
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      transfers.push({ media: [], bytes: 0, problem: video ? "video_pull_failed" : "photo_pull_failed" });
      break;
    }
  }
  return {
    media: transfers.flatMap((transfer) => transfer.media),
    bytes: transfers.reduce((sum, transfer) => sum + transfer.bytes, 0),
    problem: transfers.find((transfer) => transfer.problem)?.problem,
  };
}
