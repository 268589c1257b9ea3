import { imageSize } from "image-size";
import sharp, { type Sharp } from "sharp";
import { type ImageFacts, type Jpeg, type JpegLimits, mediaRejected } from "#server/core/media-tools.ts";

/** Above the largest camera a creator owns (61 MP), below what a small machine can decode. */
const MAX_PIXELS = 64_000_000;
const THUMBNAIL_SIDE = 512;
const WHITE = "#ffffff";
const QUALITIES = [90, 82, 74, 66];
const SHRINK = 0.8;
const SMALLEST_SIDE = 64;

/** Warnings that mean pixels are wrong; others (a broken colour profile, stray bytes) harm nobody. */
const DAMAGE = /premature end|bad Huffman|bad arithmetic|instead of RST/;

type Bytes = Uint8Array<ArrayBuffer>;
type FailOn = "warning" | "error";

// One picture at a time needs one thread; a cache would only hold on to memory.
sharp.cache(false);
sharp.concurrency(1);

const open = (image: Bytes, failOn: FailOn): Sharp =>
  sharp(image, { failOn, limitInputPixels: MAX_PIXELS, sequentialRead: true });

export async function inspectImage(image: Bytes): Promise<ImageFacts> {
  const meta = await open(image, "error")
    .metadata()
    .catch((error: unknown) => {
      throw refusal(error);
    });
  if ((meta.pages ?? 1) > 1) throw mediaRejected("animated");
  if (meta.width * meta.height > MAX_PIXELS) throw tooManyPixels();
  return { ...meta.autoOrient, thumbnail: await decodedThumbnail(image) };
}

/** Making the thumbnail decodes the whole image: what is cut short or damaged ends here. */
async function decodedThumbnail(image: Bytes): Promise<Bytes> {
  try {
    return await thumbnail(image, "warning");
  } catch (warning) {
    if (DAMAGE.test(String(warning))) throw mediaRejected("damagedImage", {}, warning);
    return thumbnail(image, "error").catch((error: unknown) => {
      throw refusal(error);
    });
  }
}

async function thumbnail(image: Bytes, failOn: FailOn): Promise<Bytes> {
  const small = await open(image, failOn)
    .autoOrient()
    .resize({ width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE, fit: "inside", withoutEnlargement: true })
    .flatten({ background: WHITE })
    .toColourspace("srgb")
    .jpeg({ quality: 78 })
    .toBuffer();
  return new Uint8Array(small);
}

/** Quality goes down first, then size, until the file fits. */
export async function toJpeg(image: Bytes, limits: JpegLimits): Promise<Jpeg> {
  const { autoOrient: full } = await open(image, "error").metadata();
  const fit = Math.min(
    1,
    (limits.maxWidth ?? full.width) / full.width,
    (limits.maxHeight ?? full.height) / full.height,
  );
  let box = { width: Math.floor(full.width * fit), height: Math.floor(full.height * fit) };
  while (Math.min(box.width, box.height) >= Math.min(SMALLEST_SIDE, full.width, full.height)) {
    for (const quality of QUALITIES) {
      const jpeg = await encode(image, box, quality);
      if (jpeg.bytes.byteLength <= limits.maxBytes) return jpeg;
    }
    box = { width: Math.floor(box.width * SHRINK), height: Math.floor(box.height * SHRINK) };
  }
  throw mediaRejected("notConvertible");
}

async function encode(image: Bytes, box: { width: number; height: number }, quality: number): Promise<Jpeg> {
  const { data, info } = await open(image, "error")
    .autoOrient()
    .resize({ ...box, fit: "inside", withoutEnlargement: true })
    .flatten({ background: WHITE })
    .toColourspace("srgb")
    .jpeg({ quality, chromaSubsampling: quality >= 90 ? "4:4:4" : "4:2:0" })
    .toBuffer({ resolveWithObject: true });
  return { bytes: new Uint8Array(data), width: info.width, height: info.height };
}

export function jpegSize(head: Bytes): { width: number; height: number } {
  const { width, height } = imageSize(head);
  return { width, height };
}

const tooManyPixels = () => mediaRejected("tooManyPixels", { megapixels: MAX_PIXELS / 1_000_000 });

const refusal = (error: unknown) =>
  /pixel limit/i.test(String(error)) ? tooManyPixels() : mediaRejected("damagedImage", {}, error);
