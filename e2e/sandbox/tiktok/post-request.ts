import { isRecord } from "../core/json.ts";
import type { Kit } from "../core/network.ts";
import type { Refusal } from "../core/operation.ts";
import { privacyOptions, type TikTokAccount } from "./accounts.ts";
import { refuse } from "./errors.ts";

const MEGABYTE = 1_000_000;
const MIN_CHUNK = 5 * MEGABYTE;
const MAX_CHUNK = 64 * 1024 * 1024;
const MAX_LAST_CHUNK = 128 * 1024 * 1024;
const MAX_VIDEO_BYTES = 4 * 1024 * 1024 * 1024;

export interface UploadPlan {
  size: number;
  chunkSize: number;
  chunks: number;
}

export type SourceInfo = { upload: UploadPlan } | { urls: string[] };

const invalid = (kit: Kit, message: string): Refusal => refuse(kit.clock.now(), "invalid_params", message);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** `source_info` of a video: chunk arithmetic, or an address the app has proved to own. */
export function readVideoSource(
  kit: Kit,
  body: Record<string, unknown>,
  owned: (url: URL) => boolean,
): SourceInfo {
  const info = body.source_info;
  if (!isRecord(info)) throw invalid(kit, "source_info is required");
  if (info.source === "PULL_FROM_URL") return { urls: [readUrl(kit, info.video_url, owned)] };
  if (info.source !== "FILE_UPLOAD") throw invalid(kit, "source must be FILE_UPLOAD or PULL_FROM_URL");
  const { video_size: size, chunk_size: chunkSize, total_chunk_count: chunks } = info;
  if (!isCount(size) || !isCount(chunkSize) || !isCount(chunks)) {
    throw invalid(kit, "video_size, chunk_size and total_chunk_count must be positive integers");
  }
  checkChunks(kit, { size, chunkSize, chunks });
  return { upload: { size, chunkSize, chunks } };
}

/** https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide */
function checkChunks(kit: Kit, { size, chunkSize, chunks }: UploadPlan): void {
  if (size > MAX_VIDEO_BYTES) throw invalid(kit, "The video is larger than 4 GB");
  if (chunkSize > size) throw invalid(kit, "chunk_size is larger than video_size");
  if (size < MIN_CHUNK && chunkSize !== size) throw invalid(kit, "A video below 5 MB is uploaded as a whole");
  if (size >= MIN_CHUNK && chunkSize < MIN_CHUNK) throw invalid(kit, "chunk_size must be at least 5 MB");
  if (chunkSize > MAX_CHUNK) throw invalid(kit, "chunk_size must be at most 64 MB");
  if (chunks !== Math.floor(size / chunkSize)) {
    throw invalid(kit, "total_chunk_count must be video_size divided by chunk_size, rounded down");
  }
  if (chunks > 1_000) throw invalid(kit, "There may be at most 1000 chunks");
  if (size - (chunks - 1) * chunkSize > MAX_LAST_CHUNK)
    throw invalid(kit, "The last chunk is larger than 128 MB");
}

function readUrl(kit: Kit, value: unknown, owned: (url: URL) => boolean): string {
  if (typeof value !== "string" || !URL.canParse(value)) throw invalid(kit, "The media address is not a URL");
  if (!owned(new URL(value))) throw refuse(kit.clock.now(), "url_ownership_unverified");
  return value;
}

export interface PostInfo {
  title: string;
  description: string;
  privacy: string;
}

/** `post_info` of a direct post: the text limits, and a privacy level the creator really has. */
export function readPostInfo(
  kit: Kit,
  body: Record<string, unknown>,
  account: TikTokAccount,
  limits: { title: number; description?: number },
): PostInfo {
  const info = body.post_info;
  if (!isRecord(info)) throw invalid(kit, "post_info is required");
  const { title = "", description = "", privacy_level: privacy } = info;
  if (typeof title !== "string" || title.length > limits.title) {
    throw invalid(kit, `title must be a text of at most ${limits.title} UTF-16 units`);
  }
  if (
    limits.description !== undefined &&
    (typeof description !== "string" || description.length > limits.description)
  ) {
    throw invalid(kit, `description must be a text of at most ${limits.description} UTF-16 units`);
  }
  if (typeof privacy !== "string" || privacy === "") throw invalid(kit, "privacy_level is required");
  if (!privacyOptions(account).includes(privacy))
    throw refuse(kit.clock.now(), "privacy_level_option_mismatch");
  if (kit.settings().unaudited && (!account.isPrivate || privacy !== "SELF_ONLY")) {
    throw refuse(kit.clock.now(), "unaudited_client_can_only_post_to_private_accounts");
  }
  return { title, description: limits.description === undefined ? "" : String(description), privacy };
}

/** `photo_images` and where the post goes. */
export function readPhotoSource(
  kit: Kit,
  body: Record<string, unknown>,
  owned: (url: URL) => boolean,
): string[] {
  if (body.media_type !== "PHOTO") throw invalid(kit, "media_type must be PHOTO");
  const info = body.source_info;
  if (!isRecord(info) || info.source !== "PULL_FROM_URL") throw invalid(kit, "source must be PULL_FROM_URL");
  const images = info.photo_images;
  if (!Array.isArray(images) || images.length < 1 || images.length > 35) {
    throw invalid(kit, "photo_images must be a list of 1 to 35 addresses");
  }
  const cover = info.photo_cover_index ?? 0;
  if (!Number.isInteger(cover) || (cover as number) < 0 || (cover as number) >= images.length) {
    throw invalid(kit, "photo_cover_index points outside photo_images");
  }
  return images.map((image: unknown) => readUrl(kit, image, owned));
}
