/** A network that takes so many posts in any stretch of this length, wherever the stretch begins. Pure; times in ms. */
export interface RollingLimit {
  limit: number;
  windowMs: number;
}

/**
 * How many others share a window with `at`, in the fullest window it can lie in. A window holds its first instant and
 * not its last: what is exactly `windowMs` apart is in no window together. `times` are sorted.
 */
export function fullestWindow(times: readonly number[], at: number, windowMs: number): number {
  const near = times.filter((time) => time > at - windowMs && time < at + windowMs);
  let most = 0;
  let last = 0;
  // A fullest window begins with a post, or with `at` itself.
  const starts = [...near.filter((time) => time <= at), at];
  for (const [first, start] of starts.entries()) {
    while (last < near.length && (near[last] ?? 0) < start + windowMs) last++;
    most = Math.max(most, last - Math.min(first, near.length));
  }
  return most;
}

export const fits = (times: readonly number[], at: number, { limit, windowMs }: RollingLimit): boolean =>
  fullestWindow(times, at, windowMs) < limit;

/**
 * The first instant from `at` on, and not after `until`, at which one more post is allowed. `times` must hold everything
 * from one window before `at` to one window after `until`. Forbidden stretches end where a post leaves its window, so
 * nothing else has to be tried.
 */
export function nextLegal(
  times: readonly number[],
  at: number,
  until: number,
  rule: RollingLimit,
): number | null {
  const ends = times.map((time) => time + rule.windowMs).filter((end) => end > at && end <= until);
  return [at, ...ends].find((candidate) => fits(times, candidate, rule)) ?? null;
}
