import { AppError } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/hmac.ts";
import { parseJson } from "#server/core/json.ts";
import type { Bytes } from "./source.ts";

export type JsonObject = Record<string, unknown>;

const DEEPEST = 64;

const malformed = (why: string) => new AppError("BAD_REQUEST", `webhook body: ${why}`);

/** The object a delivery consists of, long ids kept. Throws BAD_REQUEST for anything else. */
export function parseBody(body: Bytes): JsonObject {
  const value = storable(parseText(body));
  if (!isObject(value)) throw malformed("not an object");
  return value;
}

function parseText(body: Bytes): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : "unreadable");
  }
}

/**
 * The same value as PostgreSQL can keep it: NUL characters and lone surrogates, which `jsonb` and `text` refuse, become
 * the replacement character (the raw bytes are kept beside it). Throws BAD_REQUEST when nested too deep to be sincere.
 */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEEPEST) throw malformed(`nested deeper than ${DEEPEST}`);
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), storable(item, depth + 1)]),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is exactly what is looked for.
const NUL = /\u0000/g;
const cleanText = (text: string): string => text.replace(NUL, "\uFFFD").toWellFormed();

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const asObject = (value: unknown): JsonObject => (isObject(value) ? value : {});

/** An id, whichever way it was written; ids beyond 2^53 come as text already. Empty ones are none. */
export const asId = (value: unknown): string | undefined => {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text : undefined;
};

/** The first characters. A pair of surrogates that is cut in half becomes the replacement character, as PostgreSQL wants it. */
export const cut = (text: string, most: number): string => text.slice(0, most).toWellFormed();

/** Seconds or milliseconds since 1970, which providers mix; undefined when it is no time of this century. */
export function asTime(value: unknown): Date | undefined {
  // An object may have a `valueOf` that is none.
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  const ms = number > 1e11 ? number : number * 1000;
  return ms > 1e12 && ms < 4e12 ? new Date(ms) : undefined;
}

const EARLIEST = Date.UTC(2000);
const LATEST = Date.UTC(10_000) - 1;

/**
 * A time in words, or a number as `asTime` takes it; undefined when it is neither, or no time anything happened at: years
 * before 0001 and beyond 9999 have forms of their own, which PostgreSQL does not read.
 */
export function readTime(value: unknown): Date | undefined {
  const at = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return at >= EARLIEST && at <= LATEST ? new Date(at) : asTime(value);
}

const LONGEST_PART = 120;

/**
 * The id of a happening: who and what it is about in plain words, and a digest of what was said about it, so that the
 * same thing said again is the same, and a new thing about the same object is new. Keys may come in any order.
 */
export async function happeningId(parts: (string | undefined)[], said: unknown): Promise<string> {
  const plain = parts.map((part) => cut(part ?? "-", LONGEST_PART));
  const digest = await sha256Hex(JSON.stringify([parts, inOrder(said)]));
  return [...plain, digest.slice(0, 32)].join(":");
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key])]));
}
