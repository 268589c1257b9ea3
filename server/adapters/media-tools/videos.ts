import mediaInfoFactory, { type MediaInfoResult } from "mediainfo.js";
import { isAppError } from "#server/core/errors.ts";
import { mediaRejected, type VideoFacts } from "#server/core/media-tools.ts";

type Read = (start: number, length: number) => Promise<Uint8Array>;

const CHUNK_BYTES = 256 * 1024;
/** The tables of an hour of video are a few megabytes; a file that makes us read more is not a video. */
const MAX_READ_BYTES = 128 * 1024 * 1024;

const CODECS: Record<string, string> = {
  AVC: "h264",
  HEVC: "hevc",
  VP8: "vp8",
  VP9: "vp9",
  AV1: "av1",
  "MPEG-4 Visual": "mpeg4",
  ProRes: "prores",
};

interface Track {
  "@type": string;
  Format?: string;
  Width?: number;
  Height?: number;
  Rotation?: string;
  Duration?: number;
  FrameRate?: number;
  FrameRate_Original?: number;
  FrameCount?: number;
  extra?: { IsTruncated?: string };
}

/**
 * What MediaInfo says of a video. Each call has an instance of its own: a file that confuses it spoils nothing for the
 * next one.
 */
export async function inspectVideo(size: number, read: Read): Promise<VideoFacts> {
  const tracks = await analyze(size, read);
  const of = (type: string) => tracks.find((track) => track["@type"] === type);
  const [general, video] = [of("General"), of("Video")];
  const truncated = general?.extra?.IsTruncated === "Yes";
  if (!video) {
    if (truncated) throw mediaRejected("truncatedVideo");
    throw mediaRejected(of("Audio") ? "audioOnly" : "unfinishedVideo");
  }
  if (truncated) throw mediaRejected("truncatedVideo");
  const { Width: width = 0, Height: height = 0 } = video;
  if (width <= 0 || height <= 0) throw mediaRejected("damagedVideo");
  const durationMs = Math.round((video.Duration ?? general?.Duration ?? 0) * 1000);
  if (durationMs <= 0) throw mediaRejected("noDuration");
  return {
    ...turned(width, height, video.Rotation),
    durationMs,
    frameRate: video.FrameRate ?? general?.FrameRate ?? null,
    codec: CODECS[video.Format ?? ""] ?? (video.Format ?? "unknown").toLowerCase(),
  };
}

async function analyze(size: number, read: Read): Promise<Track[]> {
  const mediaInfo = await mediaInfoFactory({ format: "object", chunkSize: CHUNK_BYTES });
  let bytesRead = 0;
  const readChunk = async (length: number, offset: number) => {
    bytesRead += length;
    if (bytesRead > MAX_READ_BYTES) throw mediaRejected("damagedVideo");
    const left = Math.min(length, size - offset);
    return left > 0 ? read(offset, left) : new Uint8Array();
  };
  try {
    const result: MediaInfoResult = await mediaInfo.analyzeData(size, readChunk);
    return (result.media?.track ?? []) as unknown as Track[];
  } catch (error) {
    throw isAppError(error) ? error : mediaRejected("damagedVideo", {}, error);
  } finally {
    mediaInfo.close();
  }
}

/** Phones store the picture lying down and write how to turn it. */
function turned(width: number, height: number, rotation = "0"): { width: number; height: number } {
  const sideways = Math.round(Math.abs(Number.parseFloat(rotation))) % 180 === 90;
  return sideways ? { width: height, height: width } : { width, height };
}
