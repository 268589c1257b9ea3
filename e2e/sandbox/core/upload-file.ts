import { closeSync, existsSync, ftruncateSync, openSync } from "node:fs";
import { writeAll } from "./write-all.ts";

export interface WrittenPart {
  /** Offset after the last byte written. */
  position: number;
  /** The client sent more than the part may hold. */
  overflow: boolean;
  /** The client went away in the middle. */
  aborted: boolean;
}

/**
 * Writes a request body into a file from `first` on, at most up to `end` (exclusive). What the file held from there on
 * is cut off first: bytes beyond the committed progress are leftovers of a request that was never answered.
 */
export async function writePart(
  file: string,
  { first, end }: { first: number; end: number },
  stream: ReadableStream<Uint8Array> | null,
): Promise<WrittenPart> {
  const fd = openSync(file, existsSync(file) ? "r+" : "w");
  let position = first;
  let overflow = false;
  try {
    ftruncateSync(fd, first);
    for await (const chunk of stream ?? []) {
      if (overflow || position + chunk.length > end) {
        overflow = true;
        continue;
      }
      writeAll(fd, chunk, position);
      position += chunk.length;
    }
    return { position, overflow, aborted: false };
  } catch {
    return { position, overflow, aborted: true };
  } finally {
    closeSync(fd);
  }
}

/** Reads a body to its end without keeping it, so that an early refusal reaches a client that is still sending. */
export async function drain(stream: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<void> {
  let length = 0;
  try {
    for await (const chunk of stream ?? []) {
      length += chunk.length;
      if (length > maxBytes) return;
    }
  } catch {
    // The client left: there is nobody to answer.
  }
}
