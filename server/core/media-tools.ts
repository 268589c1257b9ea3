import { AppError, type ErrorCode } from "./errors.ts";

/** Why a file is refused: i18n keys under `media.reject`, in words a creator understands. */
export const REJECT_REASONS = [
  "animated",
  "audioOnly",
  "damagedImage",
  "damagedVideo",
  "empty",
  "gif",
  "heic",
  "imageTooLarge",
  "incomplete",
  "missing",
  "noDuration",
  "notConvertible",
  "tooLarge",
  "tooManyPixels",
  "truncatedVideo",
  "unfinishedVideo",
  "unsupported",
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

const CODE_OF: Partial<Record<RejectReason, ErrorCode>> = {
  gif: "UNSUPPORTED_MEDIA_TYPE",
  heic: "UNSUPPORTED_MEDIA_TYPE",
  unsupported: "UNSUPPORTED_MEDIA_TYPE",
  imageTooLarge: "PAYLOAD_TOO_LARGE",
  tooLarge: "PAYLOAD_TOO_LARGE",
};

/** A file no network could use. Final: the same bytes are refused again. */
export const mediaRejected = (
  reason: RejectReason,
  params: Record<string, string | number> = {},
  cause?: unknown,
): AppError =>
  new AppError(CODE_OF[reason] ?? "MEDIA_REJECTED", `media refused: ${reason}`, {
    userMessage: "MEDIA_UNUSABLE",
    params: { problem: reason, ...params },
    ...(cause !== undefined && { cause }),
  });

type Bytes = Uint8Array<ArrayBuffer>;

export interface ImageFacts {
  /** As people see it, turned by the orientation the camera wrote. */
  width: number;
  height: number;
  /** Small JPEG for lists. */
  thumbnail: Bytes;
}

export interface VideoFacts {
  /** As people see it, turned by the rotation the camera wrote. */
  width: number;
  height: number;
  durationMs: number;
  /** null where the file does not say (variable frame rate in WebM and MKV). */
  frameRate: number | null;
  /** `h264`, `hevc`, `vp8`, `vp9`, `av1`, or what the file calls it, in lower case. */
  codec: string;
}

export interface JpegLimits {
  maxBytes: number;
  maxWidth?: number;
  maxHeight?: number;
}

export interface Jpeg {
  bytes: Bytes;
  width: number;
  height: number;
}

/** Looks into images and videos. Everything that cannot be read throws what `mediaRejected` makes. */
export interface MediaTools {
  /** Decodes every pixel, so a damaged image is found here and not by a network. */
  inspectImage(image: Bytes): Promise<ImageFacts>;
  /** Reads the container's tables through `read(start, length)`, never the whole file. */
  inspectVideo(
    size: number,
    read: (start: number, length: number) => Promise<Uint8Array>,
  ): Promise<VideoFacts>;
  /** The same picture as a JPEG on white, no larger than the limits. Throws `notConvertible` when that cannot be. */
  toJpeg(image: Bytes, limits: JpegLimits): Promise<Jpeg>;
  /** Width and height out of a JPEG's first bytes. */
  jpegSize(head: Bytes): { width: number; height: number };
}
