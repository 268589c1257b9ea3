import { randomUUID } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "#server/core/errors.ts";
import type { MediaUrlSigner } from "#server/core/media-url.ts";
import { assertObjectKey } from "#server/core/object-key.ts";
import type { Clock, ObjectStore, StoredObject } from "#server/core/ports.ts";

export interface DiskStoreOptions {
  /** Folder of the store; made when missing. */
  root: string;
  signer: MediaUrlSigner;
  clock: Clock;
}

const CHUNK_BYTES = 64 * 1024;
const MOVE_TRIES = 3;
const UNKNOWN_TYPE = "application/octet-stream";

/**
 * Objects as plain files: `objects/<key>` holds the bytes, `types/<key>` the content type, `tmp/` what is on its way.
 * A name appears only when its bytes are on the disk, so a crash leaves either the old object or the new one.
 */
export function createDiskStore({ root, signer, clock }: DiskStoreOptions): ObjectStore {
  const place = (area: Area, key: string) => {
    assertObjectKey(key);
    return path.join(root, area, ...key.split("/"));
  };
  return {
    put: (key, body, meta) => putObject({ root, place }, key, body, meta),
    async get(key, range) {
      const file = place("objects", key);
      const info = await stat(file).catch(unlessMissing);
      if (!info?.isFile()) throw new AppError("NOT_FOUND", "no such object");
      return fileStream(file, windowOf(info.size, range));
    },
    async head(key) {
      const info = await stat(place("objects", key)).catch(unlessMissing);
      if (!info?.isFile()) return undefined;
      const contentType = await readFile(place("types", key), "utf8").catch(unlessMissing);
      return { key, bytes: info.size, contentType: contentType ?? UNKNOWN_TYPE };
    },
    async delete(key) {
      for (const file of [place("objects", key), place("types", key)]) {
        await rm(file, { force: true }).catch(unlessMissing);
        await rmdir(path.dirname(file)).catch(() => undefined);
      }
    },
    async deleteFolder(folder) {
      for (const area of ["objects", "types"] as const)
        await rm(place(area, folder), { recursive: true, force: true }).catch(unlessMissing);
    },
    async signedGetUrl(key, expiresInMs) {
      assertObjectKey(key);
      return signer.sign(key, new Date(clock.now().getTime() + expiresInMs));
    },
    sweepUnfinished: (before) => sweepFolder(path.join(root, "tmp"), before),
  };
}

type Area = "objects" | "types";

async function putObject(
  { root, place }: { root: string; place: (area: Area, key: string) => string },
  key: string,
  body: ReadableStream<Uint8Array>,
  { contentType }: { contentType: string },
): Promise<StoredObject> {
  const target = place("objects", key);
  const draft = path.join(root, "tmp", randomUUID());
  await mkdir(path.dirname(draft), { recursive: true });
  try {
    const bytes = await writeDurably(draft, body);
    await writeFile(`${draft}.type`, contentType, { flush: true });
    await moveInto(`${draft}.type`, place("types", key));
    await moveInto(draft, target);
    await syncFolders(path.dirname(target), root);
    return { key, bytes, contentType };
  } finally {
    await Promise.all([rm(draft, { force: true }), rm(`${draft}.type`, { force: true })]);
  }
}

/** Writes the stream and waits for the disk. A stream that breaks rejects; the caller removes the file. */
async function writeDurably(file: string, body: ReadableStream<Uint8Array>): Promise<number> {
  const handle = await open(file, "wx");
  try {
    let bytes = 0;
    for await (const chunk of body) {
      for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
      bytes += chunk.length;
    }
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
}

/** A delete next door may take the empty folder away between making and using it: make it again. */
async function moveInto(source: string, target: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await mkdir(path.dirname(target), { recursive: true });
    try {
      return await rename(source, target);
    } catch (error) {
      if (!isMissing(error)) throw error;
      if ((await stat(source).catch(unlessMissing)) === undefined)
        throw new AppError("UNAVAILABLE", "the draft was swept while it was written", { retryable: true });
      if (attempt === MOVE_TRIES) throw error;
    }
  }
}

/** A rename is durable only when the folders that name the file are. */
async function syncFolders(folder: string, root: string): Promise<void> {
  for (let at = folder; at.length >= root.length; at = path.dirname(at)) {
    const handle = await open(at, "r").catch(unlessMissing);
    await handle?.sync().finally(() => handle.close());
  }
}

function windowOf(size: number, range: { start: number; end: number } | undefined) {
  if (!range) return { start: 0, end: size - 1 };
  if (range.start >= size || range.start > range.end)
    throw new AppError("BAD_REQUEST", "range outside of the object");
  return { start: range.start, end: Math.min(range.end, size - 1) };
}

/**
 * Reads as fast as it is drained. The file is open from the first read to the end, an error or the reader's leaving:
 * a stream that nobody reads holds nothing.
 */
function fileStream(name: string, { start, end }: { start: number; end: number }) {
  let file: FileHandle | undefined;
  let position = start;
  const next = async (): Promise<Uint8Array | undefined> => {
    const wanted = Math.min(CHUNK_BYTES, end - position + 1);
    if (wanted <= 0) return undefined;
    file ??= await open(name, "r");
    const chunk = new Uint8Array(wanted);
    const { bytesRead } = await file.read(chunk, 0, wanted, position);
    if (bytesRead === 0) throw new AppError("UNAVAILABLE", "the object shrank while it was read");
    position += bytesRead;
    return chunk.subarray(0, bytesRead);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const chunk = await next();
          if (chunk) return controller.enqueue(chunk);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
        await file?.close();
      },
      cancel: () => file?.close(),
    },
    { highWaterMark: 0 },
  );
}

async function sweepFolder(folder: string, before: Date): Promise<number> {
  let removed = 0;
  for (const name of (await readdir(folder).catch(unlessMissing)) ?? []) {
    const file = path.join(folder, name);
    const info = await stat(file).catch(unlessMissing);
    if (!info || info.mtime >= before) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

function unlessMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
