/** TikTok allows 5 to 64 MB a chunk (128 for the last) and 1,000 chunks; small ones keep memory low and resume cheap. */
const CHUNK_BYTES = 10_000_000;

export interface ChunkPlan {
  chunkSize: number;
  chunkCount: number;
}

/** A range of bytes, both ends inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * How a file is cut: `chunkCount = floor(size / chunkSize)`, the last chunk takes the remainder. A file that makes one
 * chunk is that chunk. https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide
 */
export function chunkPlan(size: number): ChunkPlan {
  const chunkCount = Math.floor(size / CHUNK_BYTES);
  return chunkCount <= 1 ? { chunkSize: size, chunkCount: 1 } : { chunkSize: CHUNK_BYTES, chunkCount };
}

/** The range to send when `uploaded` bytes are there: to the end of their chunk, or of the file in the last one. */
export function nextRange(size: number, { chunkSize, chunkCount }: ChunkPlan, uploaded: number): ByteRange {
  const index = Math.min(Math.floor(uploaded / chunkSize), chunkCount - 1);
  return { start: uploaded, end: index === chunkCount - 1 ? size - 1 : (index + 1) * chunkSize - 1 };
}

/**
 * `Content-Range: bytes 0-{UPLOADED}/{TOTAL}` of an answer, as the number of bytes TikTok holds; undefined when it does
 * not tell. The documentation leaves open whether UPLOADED counts bytes or names the last one: chunks are whole, so the
 * reading that ends on a chunk is the right one.
 */
export function uploadedBytes(
  contentRange: string | null,
  size: number,
  { chunkSize }: ChunkPlan,
): number | undefined {
  const match = /^bytes\s+0-(\d+)\/\d+$/.exec(contentRange?.trim() ?? "");
  if (!match) return undefined;
  const said = Number(match[1]);
  const isBoundary = (bytes: number) => bytes === size || bytes % chunkSize === 0;
  const held = !isBoundary(said + 1) && isBoundary(said) ? said : said + 1;
  return Math.min(held, size);
}
