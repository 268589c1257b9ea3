import type { Cache, Log } from "#server/core/ports.ts";

const MINUTE_MS = 60_000;

/** How long what was read is good for, by what it is. One table, so that two pages never disagree about the same thing. */
export const CACHED_MS = {
  /** Sums a person glances at. */
  dashboard: 5 * MINUTE_MS,
  /** Curves over days and weeks: networks count them anew every few hours. */
  analytics: 10 * MINUTE_MS,
  /** Who is there and what they write. */
  messages: 30_000,
  /** What a network tells of an account itself: choices, quota, credits. */
  account: MINUTE_MS,
  /** Moderators change the rules of a place every few months, people write a post for minutes. */
  place: 5 * MINUTE_MS,
} as const;

/**
 * What the cache knows, else what `read` says, kept for `forMs`. Only what is not undefined is kept. A cache that is out
 * of order costs a call, nothing more. Keys carry the version of what they are about (`connection:<id>:<tokenVersion>:…`),
 * so that nothing has to be taken out when it changes.
 */
export async function cached<T>(
  { cache, log }: { cache: Cache; log: Log },
  key: string,
  forMs: number,
  read: () => Promise<T>,
): Promise<T> {
  const known = await cache.get<T>(key).catch(() => undefined);
  if (known !== undefined) return known;
  const value = await read();
  await cache.set(key, value, forMs).catch((error: unknown) => log.warn("not cached", { key, error }));
  return value;
}
