import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  createReadStream,
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
import { type MediaFormat, sniff } from "./media-format.ts";
import { writeAll } from "./write-all.ts";

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

export interface DownloadLimits {
  maxBytes: number;
  timeoutMs: number;
  userAgent: string;
}

/** The copies a network keeps of what it was given, named by their content. */
export interface MediaStore {
  /** Fetches as a provider does: no redirects, no credentials, a deadline. Throws DownloadError. */
  download(url: string, limits: DownloadLimits): Promise<StoredMedia>;
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
export const openMediaStore = (folder: string, allowed: (url: URL) => boolean): MediaStore =>
  new FolderMediaStore(folder, allowed);

class FolderMediaStore implements MediaStore {
  readonly #media: string;
  readonly #uploads: string;
  readonly #allowed: (url: URL) => boolean;

  constructor(folder: string, allowed: (url: URL) => boolean) {
    this.#media = join(folder, "media");
    this.#uploads = join(folder, "uploads");
    this.#allowed = allowed;
    this.#prepare();
  }

  async download(url: string, limits: DownloadLimits): Promise<StoredMedia> {
    const file = join(this.#uploads, `${randomUUID()}.download`);
    try {
      await fetchInto(file, url, limits, this.#allowed);
      return await this.#keep(file);
    } finally {
      rmSync(file, { force: true });
    }
  }

  adopt(uploadId: string): Promise<StoredMedia> {
    return this.#keep(this.uploadPath(uploadId));
  }

  discard(uploadId: string): void {
    rmSync(this.uploadPath(uploadId), { force: true });
  }

  sweep(used: { media: Set<string>; uploads: Set<string> }): void {
    for (const name of readdirSync(this.#media)) {
      if (!used.media.has(name)) rmSync(this.path(name), { force: true });
    }
    for (const name of readdirSync(this.#uploads)) {
      if (!used.uploads.has(name.replace(/\.part$/, ""))) rmSync(join(this.#uploads, name), { force: true });
    }
  }

  path(sha256: string): string {
    return join(this.#media, sha256);
  }

  has(sha256: string): boolean {
    return /^[0-9a-f]{64}$/.test(sha256) && existsSync(this.path(sha256));
  }

  size(sha256: string): number {
    return statSync(this.path(sha256)).size;
  }

  head(sha256: string): Uint8Array {
    return readHead(this.path(sha256));
  }

  read(sha256: string, range?: { start: number; end: number }): ReadableStream<Uint8Array> {
    return Readable.toWeb(createReadStream(this.path(sha256), range)) as ReadableStream<Uint8Array>;
  }

  uploadPath(id: string): string {
    return join(this.#uploads, `${id}.part`);
  }

  reset(): void {
    for (const folder of [this.#media, this.#uploads]) rmSync(folder, { recursive: true, force: true });
    this.#prepare();
  }

  #prepare(): void {
    for (const folder of [this.#media, this.#uploads]) mkdirSync(folder, { recursive: true });
  }

  async #keep(file: string): Promise<StoredMedia> {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
    const sha256 = hash.digest("hex");
    const format = sniff(readHead(file));
    if (!existsSync(this.path(sha256))) linkSync(file, this.path(sha256));
    return { sha256, bytes: statSync(file).size, format, contentType: CONTENT_TYPES[format] };
  }
}

async function fetchInto(
  file: string,
  address: string,
  limits: DownloadLimits,
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
    await writeBody(file, response.body, limits.maxBytes);
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(isTimeout(error) ? "timeout" : "unreachable");
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");

/** The file is open and closed within the call: nothing can appear after the caller has cleaned up. */
async function writeBody(file: string, body: ReadableStream<Uint8Array>, maxBytes: number): Promise<void> {
  const fd = openSync(file, "w");
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > maxBytes) throw new DownloadError("too-large");
      writeAll(fd, chunk);
    }
  } finally {
    closeSync(fd);
  }
}

function readHead(file: string): Uint8Array {
  const fd = openSync(file, "r");
  try {
    const head = new Uint8Array(64);
    return head.subarray(0, readSync(fd, head, 0, head.length, 0));
  } finally {
    closeSync(fd);
  }
}
