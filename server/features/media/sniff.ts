import type { RejectReason } from "#server/core/media-tools.ts";
import type { MediaKind } from "#server/platforms/rules.ts";
import type { UPLOAD_CONTENT_TYPES } from "./schema.ts";

type UploadContentType = (typeof UPLOAD_CONTENT_TYPES)[number];
export type Sniffed = { kind: MediaKind; contentType: UploadContentType } | { refused: RejectReason };

/** How many bytes `sniffMedia` wants to see; fewer are fine when the file is shorter. */
export const SNIFF_BYTES = 512;

const image = (contentType: UploadContentType): Sniffed => ({ kind: "image", contentType });
const video = (contentType: UploadContentType): Sniffed => ({ kind: "video", contentType });

/** Brands of the box format that are pictures (iPhone photos, AVIF), which no network takes. */
const STILL_BRANDS = ["heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis"];
const AUDIO_BRANDS = ["M4A ", "M4B ", "M4P "];
/** QuickTime files older than the `ftyp` box begin with one of these. */
const OLD_QUICKTIME = ["moov", "mdat", "wide", "free", "skip", "pnot"];

/** What a file is, from its first bytes; neither its name nor its sender is asked. */
export function sniffMedia(head: Uint8Array): Sniffed {
  const text = (start: number, end: number) => String.fromCharCode(...head.subarray(start, end));
  const begins = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (head.length === 0) return { refused: "empty" };
  if (begins(0xff, 0xd8, 0xff)) return image("image/jpeg");
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return image("image/png");
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return image("image/webp");
  if (/^GIF8[79]a/.test(text(0, 6))) return { refused: "gif" };
  if (text(4, 8) === "ftyp") return sniffBrand(text(8, 12));
  if (OLD_QUICKTIME.includes(text(4, 8))) return video("video/quicktime");
  if (begins(0x1a, 0x45, 0xdf, 0xa3)) return sniffEbml(text(0, SNIFF_BYTES));
  return { refused: "unsupported" };
}

/** https://www.ftyps.com lists the brands; what is none of the special ones is a kind of MP4. */
function sniffBrand(brand: string): Sniffed {
  if (STILL_BRANDS.includes(brand)) return { refused: "heic" };
  if (AUDIO_BRANDS.includes(brand)) return { refused: "audioOnly" };
  return video(brand === "qt  " ? "video/quicktime" : "video/mp4");
}

/** The DocType element (0x4282) tells WebM from Matroska, which no network takes. */
function sniffEbml(head: string): Sniffed {
  const docType = /\x42\x82[\x81-\x88]([a-z]+)/.exec(head)?.[1];
  return docType === "webm" ? video("video/webm") : { refused: "unsupported" };
}
