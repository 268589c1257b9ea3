import { AppError } from "./errors.ts";

const LONGEST_KEY = 512;
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * True for names every store can hold under the same spelling: segments of letters, digits, dot, dash and underscore,
 * joined by slashes. No segment begins with a dot, so a key can never climb out of a folder.
 */
export const isObjectKey = (key: string): boolean =>
  key.length <= LONGEST_KEY && key.split("/").every((segment) => SEGMENT.test(segment));

/** Throws BAD_REQUEST for anything that is not an object key; every adapter asks before it touches its store. */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new AppError("BAD_REQUEST", "not an object key");
}
