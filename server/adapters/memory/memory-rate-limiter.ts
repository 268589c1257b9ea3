import type { Clock, RateLimitDecision, RateLimiter, RateLimitRule } from "#server/core/ports.ts";

const MAX_COUNTERS = 50_000;

interface Counter {
  /** Number of the window the counts belong to. */
  window: number;
  current: number;
  previous: number;
}

/**
 * Counts inside this process, by sliding windows: the last window still counts for the share of it that lies within
 * reach. Two numbers per identity; the longest unused are forgotten first when there are too many.
 */
export function createMemoryRateLimiter(clock: Clock, maxCounters = MAX_COUNTERS): RateLimiter {
  const counters = new Map<string, Counter>();
  return {
    async check(rule, identity) {
      const key = JSON.stringify([rule.scope, identity]);
      const now = clock.now().getTime();
      const counter = advance(counters.get(key), Math.floor(now / rule.windowMs));
      counters.delete(key);
      counters.set(key, counter);
      const oldest = counters.keys().next();
      if (counters.size > maxCounters && !oldest.done) counters.delete(oldest.value);
      return decide(rule, counter, now);
    },
  };
}

function advance(counter: Counter | undefined, window: number): Counter {
  if (counter?.window === window) return counter;
  const previous = counter?.window === window - 1 ? counter.current : 0;
  return { window, current: 0, previous };
}

/** Counts the request when it is admitted. */
function decide(rule: RateLimitRule, counter: Counter, now: number): RateLimitDecision {
  const elapsed = (now % rule.windowMs) / rule.windowMs;
  const used = Math.floor(counter.previous * (1 - elapsed)) + counter.current;
  const allowed = used < rule.limit;
  if (allowed) counter.current += 1;
  return {
    allowed,
    limit: rule.limit,
    remaining: Math.max(0, rule.limit - used - 1),
    resetAt: new Date((counter.window + 1) * rule.windowMs),
  };
}
