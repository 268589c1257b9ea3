import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { imageSize } from "image-size";

export type MediaFormat = "jpeg" | "png" | "webp" | "gif" | "mp4" | "webm" | "unknown";

const ascii = (bytes: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...bytes.subarray(start, end));

/** What a file is by its first bytes, whatever it is called. */
export function sniff(head: Uint8Array): MediaFormat {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (head[0] === 0x89 && ascii(head, 1, 4) === "PNG") return "png";
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 12) === "WEBP") return "webp";
  if (ascii(head, 0, 4) === "GIF8") return "gif";
  if (ascii(head, 4, 8) === "ftyp") return "mp4";
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return "webm";
  return "unknown";
}

/** Width and height, or undefined where the picture cannot be read. A JPEG cut short counts as unreadable. */
export function imageDimensions(file: string): { width: number; height: number } | undefined {
  try {
    const bytes = readFileSync(file);
    const { width, height, orientation = 1, type } = imageSize(bytes);
    if (type === "jpg" && bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) < bytes.length - 4_096)
      return undefined;
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}

export interface VideoFacts {
  durationMs: number;
  width: number;
  height: number;
  /** Four-character code of the video sample entry: `avc1`, `hvc1`, `vp09`. */
  codec: string;
  framesPerSecond: number;
}

interface Box {
  type: string;
  /** Of the payload. */
  start: number;
  end: number;
}

interface Reader {
  bytes(start: number, length: number): Buffer;
  size: number;
}

/** Reads the header of an MP4 or MOV. Undefined where it is broken, cut short, or has no picture. */
export function videoFacts(file: string): VideoFacts | undefined {
  const fd = openSync(file, "r");
  try {
    const reader: Reader = {
      size: fstatSync(fd).size,
      bytes(start, length) {
        const buffer = Buffer.alloc(length);
        if (readSync(fd, buffer, 0, length, start) < length) throw new RangeError("past the end of the file");
        return buffer;
      },
    };
    return readMovie(reader);
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

function readMovie(reader: Reader): VideoFacts | undefined {
  const top = boxes(reader, 0, reader.size);
  const movie = top.find((box) => box.type === "moov");
  if (!movie || !top.some((box) => box.type === "mdat")) return undefined;
  const tracks = boxes(reader, movie.start, movie.end).filter((box) => box.type === "trak");
  for (const track of tracks) {
    const facts = readVideoTrack(reader, track);
    if (facts) return facts;
  }
  return undefined;
}

function readVideoTrack(reader: Reader, track: Box): VideoFacts | undefined {
  const media = child(reader, track, "mdia");
  const handler = reader.bytes(child(reader, media, "hdlr").start + 8, 4).toString("latin1");
  if (handler !== "vide") return undefined;
  const samples = child(reader, child(reader, media, "minf"), "stbl");
  const header = reader.bytes(child(reader, media, "mdhd").start, 32);
  const wide = header[0] === 1;
  const timescale = header.readUInt32BE(wide ? 20 : 12);
  const duration = wide ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16);
  const entry = reader.bytes(child(reader, samples, "stsd").start + 8, 36);
  const durationMs = (duration / timescale) * 1_000;
  if (!(durationMs > 0)) return undefined;
  return {
    durationMs,
    codec: entry.toString("latin1", 4, 8),
    width: entry.readUInt16BE(32),
    height: entry.readUInt16BE(34),
    framesPerSecond: frameCount(reader, child(reader, samples, "stts")) / (durationMs / 1_000),
  };
}

function frameCount(reader: Reader, times: Box): number {
  const entries = Math.min(reader.bytes(times.start + 4, 4).readUInt32BE(0), 10_000);
  const table = reader.bytes(times.start + 8, entries * 8);
  let frames = 0;
  for (let index = 0; index < entries; index += 1) frames += table.readUInt32BE(index * 8);
  return frames;
}

function child(reader: Reader, parent: Box, type: string): Box {
  const found = boxes(reader, parent.start, parent.end).find((box) => box.type === type);
  if (!found) throw new RangeError(`no ${type} box`);
  return found;
}

/** The boxes between two offsets. Throws RangeError where one says it is longer than what holds it. */
function boxes(reader: Reader, start: number, end: number): Box[] {
  const found: Box[] = [];
  let offset = start;
  while (offset + 8 <= end && found.length < 1_000) {
    const header = reader.bytes(offset, 8);
    const type = header.toString("latin1", 4, 8);
    let size = header.readUInt32BE(0);
    let headerSize = 8;
    if (size === 1) {
      size = Number(reader.bytes(offset + 8, 8).readBigUInt64BE(0));
      headerSize = 16;
    } else if (size === 0) size = end - offset;
    if (size < headerSize || offset + size > end) throw new RangeError(`box ${type} is cut short`);
    found.push({ type, start: offset + headerSize, end: offset + size });
    offset += size;
  }
  return found;
}
