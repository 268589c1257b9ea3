import { sha256Hex } from "#server/core/hmac.ts";
import type { Clock, RateLimitDecision, RateLimiter, RateLimitRule } from "#server/core/ports.ts";
import type { Guard } from "./guard.ts";

/** The port promises 50 ms; ten of them are for everything around the question. */
const DECIDE_WITHIN_MS = 40;
/** Who is refused because nothing could be counted may come back when the store may be well again. */
const REST_MS = 5_000;

/** The count of this process, kept beside the shared one. */
export interface LocalCounts extends RateLimiter {
  /** The refusal that `check` would give, without counting; undefined where it would admit. */
  refusal(rule: RateLimitRule, identity: string, cost: number): RateLimitDecision | undefined;
  /** Counts what the shared store admitted. */
  note(rule: RateLimitRule, identity: string, cost: number): void;
}

export interface SharedRateLimiterDeps {
  guard: Guard;
  /** Asks the store. Throws whenever what comes back is no decision. The identity is hashed: addresses stay here. */
  count(
    rule: RateLimitRule,
    identityHash: string,
    cost: number,
    signal: AbortSignal,
  ): Promise<RateLimitDecision>;
  local: LocalCounts;
  clock: Clock;
  /** How long a decision may take; longer than the default only where a slow double answers. */
  decideWithinMs?: number | undefined;
}

/**
 * One count for all instances, decided in time whatever the store does. Every admission is counted here as well. So an
 * identity this process knows to be over its limit is refused without asking; and while the store is away, `open` rules
 * go on from what this process has seen: all instances together admit at most instances × limit. `closed` rules refuse.
 */
export function createSharedRateLimiter(deps: SharedRateLimiterDeps): RateLimiter {
  const { guard, count, local, clock, decideWithinMs = DECIDE_WITHIN_MS } = deps;
  return {
    async check(rule, identity, cost = 1) {
      const known = local.refusal(rule, identity, cost);
      if (known) return known;
      const asked = await guard.ask("limit", decideWithinMs, async (signal) =>
        count(rule, await sha256Hex(identity), cost, signal),
      );
      if (!asked.ok)
        return rule.onFailure === "open" ? local.check(rule, identity, cost) : uncounted(rule, clock.now());
      if (asked.value.allowed) local.note(rule, identity, cost);
      return asked.value;
    },
  };
}

const uncounted = (rule: RateLimitRule, now: Date): RateLimitDecision => ({
  allowed: false,
  limit: rule.limit,
  remaining: 0,
  resetAt: new Date(now.getTime() + Math.min(rule.windowMs, REST_MS)),
});
