import { writeSync } from "node:fs";

/** Writes every byte, however many calls it takes; at `position`, or at the end of the file. Throws as the system does. */
export function writeAll(fd: number, bytes: Uint8Array, position?: number): void {
  let written = 0;
  while (written < bytes.length) {
    const at = position === undefined ? null : position + written;
    written += writeSync(fd, bytes, written, bytes.length - written, at);
  }
}
