import { closeSync, fdatasyncSync, ftruncateSync, openSync, readFileSync, renameSync } from "node:fs";
import { writeAll } from "./write-all.ts";

/**
 * One JSON value per line, only ever appended. A line counts once it ends in a newline: a process killed inside a
 * write leaves a torn last line, which is cut off at the next opening. A write that fails leaves the file as it was.
 */
export interface LogFile {
  append(value: unknown, options: { sync: boolean }): void;
  /** Every line, oldest first. */
  read(): unknown[];
  /** Replaces the whole content at once (new file, then rename). */
  rewrite(values: unknown[]): void;
  bytes(): number;
  close(): void;
}

export function openLogFile(path: string): LogFile {
  let fd = openSync(path, "a+");
  let length = wholeLines(readFileSync(path));
  ftruncateSync(fd, length);

  return {
    append(value, { sync }) {
      const line = Buffer.from(`${JSON.stringify(value)}\n`);
      try {
        writeAll(fd, line);
        if (sync) fdatasyncSync(fd);
      } catch (error) {
        ftruncateSync(fd, length);
        throw error;
      }
      length += line.length;
    },
    read: () => parseLines(readFileSync(path).subarray(0, length)),
    rewrite(values) {
      const text = Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(""));
      const fresh = openSync(`${path}.new`, "w");
      writeAll(fresh, text);
      fdatasyncSync(fresh);
      closeSync(fresh);
      renameSync(`${path}.new`, path);
      closeSync(fd);
      fd = openSync(path, "a+");
      length = text.length;
    },
    bytes: () => length,
    close: () => closeSync(fd),
  };
}

/** Length of the part that is whole: up to the last newline whose line parses. */
function wholeLines(content: Buffer): number {
  let end = content.lastIndexOf(10) + 1;
  while (end > 0) {
    const start = content.lastIndexOf(10, end - 2) + 1;
    if (parses(content.subarray(start, end).toString())) return end;
    end = start;
  }
  return 0;
}

function parses(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function parseLines(content: Buffer): unknown[] {
  return content
    .toString()
    .split("\n")
    .filter((line) => line !== "" && parses(line))
    .map((line) => JSON.parse(line) as unknown);
}
