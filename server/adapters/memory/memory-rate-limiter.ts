import type { Clock, RateLimitDecision, RateLimitRule } from "#server/core/ports.ts";
import type { LocalCounts } from "#server/http/shared-rate-limiter.ts";

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
export function createMemoryRateLimiter(clock: Clock, maxCounters = MAX_COUNTERS): LocalCounts {
  const counters = new Map<string, Counter>();
  const now = () => clock.now().getTime();
  const counterOf = (rule: RateLimitRule, identity: string): Counter => {
    const key = JSON.stringify([rule.scope, identity]);
    const counter = advance(counters.get(key), Math.floor(now() / rule.windowMs));
    counters.delete(key);
    counters.set(key, counter);
    const oldest = counters.keys().next();
    if (counters.size > maxCounters && !oldest.done) counters.delete(oldest.value);
    return counter;
  };
  return {
    async check(rule, identity, cost = 1) {
      const counter = counterOf(rule, identity);
      const decision = decide(rule, counter, now(), cost);
      if (decision.allowed) counter.current += cost;
      return decision;
    },
    refusal(rule, identity, cost) {
      const known = counters.get(JSON.stringify([rule.scope, identity]));
      if (!known) return undefined;
      const decision = decide(rule, advance(known, Math.floor(now() / rule.windowMs)), now(), cost);
      return decision.allowed ? undefined : decision;
    },
    note(rule, identity, cost) {
      counterOf(rule, identity).current += cost;
    },
  };
}

function advance(counter: Counter | undefined, window: number): Counter {
  if (counter?.window === window) return counter;
  const previous = counter?.window === window - 1 ? counter.current : 0;
  return { window, current: 0, previous };
}

function decide(rule: RateLimitRule, counter: Counter, now: number, cost: number): RateLimitDecision {
  const elapsed = (now % rule.windowMs) / rule.windowMs;
  const used = Math.floor(counter.previous * (1 - elapsed)) + counter.current;
  const allowed = used + cost <= rule.limit;
  return {
    allowed,
    limit: rule.limit,
    remaining: Math.max(0, rule.limit - used - (allowed ? cost : 0)),
    resetAt: new Date((counter.window + 1) * rule.windowMs),
  };
}
