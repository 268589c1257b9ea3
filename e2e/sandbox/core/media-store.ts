import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type MediaFormat, sniff } from "./media-format.ts";

export interface StoredMedia {
  sha256: string;
  bytes: number;
  format: MediaFormat;
  contentType: string;
}

export type DownloadProblem =
  | "unreachable"
  | "timeout"
  | "refused"
  | "redirected"
  | "too-large"
  | "foreign-host";

export class DownloadError extends Error {
  readonly problem: DownloadProblem;
  constructor(problem: DownloadProblem) {
    super(`download failed: ${problem}`);
    this.problem = problem;
  }
}

/** The copies a network keeps of what it was given, named by their content. */
export interface MediaStore {
  /** Fetches as a provider does: no redirects, no credentials, a deadline. Throws DownloadError. */
  download(
    url: string,
    limits: { maxBytes: number; timeoutMs: number; userAgent: string },
  ): Promise<StoredMedia>;
  /** Keeps a copy of a finished upload. The upload itself stays until it is discarded, so this may be repeated. */
  adopt(uploadId: string): Promise<StoredMedia>;
  discard(uploadId: string): void;
  /** Removes copies and uploads that nothing refers to any more. */
  sweep(used: { media: Set<string>; uploads: Set<string> }): void;
  path(sha256: string): string;
  has(sha256: string): boolean;
  size(sha256: string): number;
  /** The first bytes. */
  head(sha256: string): Uint8Array;
  /** A stream of the copy, or of a part of it. */
  read(sha256: string, range?: { start: number; end: number }): ReadableStream<Uint8Array>;
  uploadPath(id: string): string;
  reset(): void;
}

const CONTENT_TYPES: Record<MediaFormat, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  mp4: "video/mp4",
  webm: "video/webm",
  unknown: "application/octet-stream",
};

/** @param allowed decides which addresses may be fetched at all: nothing leaves this machine. */
export function openMediaStore(folder: string, allowed: (url: URL) => boolean): MediaStore {
  const media = join(folder, "media");
  const uploads = join(folder, "uploads");
  const prepare = () => {
    for (const path of [media, uploads]) mkdirSync(path, { recursive: true });
  };
  prepare();
  const uploadPath = (id: string) => join(uploads, `${id}.part`);

  async function keep(file: string): Promise<StoredMedia> {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
    const sha256 = hash.digest("hex");
    const format = sniff(readHead(file));
    const { size } = statSync(file);
    if (!existsSync(join(media, sha256))) linkSync(file, join(media, sha256));
    return { sha256, bytes: size, format, contentType: CONTENT_TYPES[format] };
  }

  return {
    adopt: (id) => keep(uploadPath(id)),
    discard: (id) => rmSync(uploadPath(id), { force: true }),
    sweep(used) {
      for (const name of readdirSync(media))
        if (!used.media.has(name)) rmSync(join(media, name), { force: true });
      for (const name of readdirSync(uploads)) {
        if (!used.uploads.has(name.replace(/\.part$/, ""))) rmSync(join(uploads, name), { force: true });
      }
    },
    async download(url, limits) {
      const file = join(uploads, `${randomUUID()}.download`);
      try {
        await fetchInto(file, url, limits, allowed);
        return await keep(file);
      } finally {
        rmSync(file, { force: true });
      }
    },
    path: (sha256) => join(media, sha256),
    has: (sha256) => /^[0-9a-f]{64}$/.test(sha256) && existsSync(join(media, sha256)),
    size: (sha256) => statSync(join(media, sha256)).size,
    head: (sha256) => readHead(join(media, sha256)),
    read: (sha256, range) =>
      Readable.toWeb(createReadStream(join(media, sha256), range)) as ReadableStream<Uint8Array>,
    uploadPath,
    reset() {
      for (const path of [media, uploads]) rmSync(path, { recursive: true, force: true });
      prepare();
    },
  };
}

async function fetchInto(
  file: string,
  address: string,
  limits: { maxBytes: number; timeoutMs: number; userAgent: string },
  allowed: (url: URL) => boolean,
): Promise<void> {
  if (!URL.canParse(address) || !allowed(new URL(address))) throw new DownloadError("foreign-host");
  try {
    const response = await fetch(address, {
      redirect: "manual",
      headers: { "user-agent": limits.userAgent },
      signal: AbortSignal.timeout(limits.timeoutMs),
    });
    if (response.status >= 300 && response.status < 400) throw new DownloadError("redirected");
    if (!response.ok || !response.body) throw new DownloadError("refused");
    await pipeline(response.body, countingAtMost(limits.maxBytes), createWriteStream(file));
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(isTimeout(error) ? "timeout" : "unreachable");
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");

const countingAtMost = (limit: number) =>
  async function* counted(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let length = 0;
    for await (const chunk of source) {
      length += chunk.length;
      if (length > limit) throw new DownloadError("too-large");
      yield chunk;
    }
  };

function readHead(file: string): Uint8Array {
  const fd = openSync(file, "r");
  try {
    const head = new Uint8Array(64);
    return head.subarray(0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
}
