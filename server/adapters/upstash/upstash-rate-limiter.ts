import { Ratelimit } from "@upstash/ratelimit";
import { sha256Hex } from "#server/core/hmac.ts";
import type { RateLimitDecision, RateLimiter, RateLimitRule } from "#server/core/ports.ts";
import { type Asked, type UpstashOptions, UpstashStore } from "./store.ts";

const PREFIX = "huntaze:limit";
/** The port promises 50 ms; ten of them are for everything around the question. */
const DECIDE_WITHIN_MS = 40;
/** A request nobody waits for any more is not kept open for long. */
const ABANDON_AFTER_MS = 2_000;

type Answer = Awaited<ReturnType<Ratelimit["limit"]>>;

export interface UpstashRateLimiterOptions extends UpstashOptions {
  /** Decides while the store cannot be asked, for rules that fail open. */
  local: RateLimiter;
  /** How long a decision may take; longer than the default only where a slow double answers. */
  decideWithinMs?: number;
}

/**
 * One count for all instances. Never throws, never takes longer than 50 ms: whether the store refuses, keeps silent,
 * breaks or talks nonsense, `open` rules are decided by the local count and `closed` ones refuse. (The SDK by itself
 * throws when the store is down, and lets everything pass when it is slow.)
 */
export function createUpstashRateLimiter(options: UpstashRateLimiterOptions): RateLimiter {
  const store = new UpstashStore({ ...options, timeoutMs: ABANDON_AFTER_MS });
  const limits = new Map<string, Ratelimit>();
  const limitOf = (rule: RateLimitRule): Ratelimit => {
    const id = `${rule.scope}:${rule.limit}:${rule.windowMs}`;
    const limit = limits.get(id) ?? createLimit(store, id, rule);
    limits.set(id, limit);
    return limit;
  };
  return {
    async check(rule, identity) {
      const question = async () => limitOf(rule).limit(await sha256Hex(identity));
      const asked = await askInTime(store, question, options.decideWithinMs ?? DECIDE_WITHIN_MS);
      if (asked.ok && isAnswer(asked.value, rule)) return toDecision(asked.value);
      return rule.onFailure === "open"
        ? options.local.check(rule, identity)
        : refusal(rule, options.clock.now());
    },
  };
}

/** The identity is hashed before it leaves: addresses of people are nobody else's business. */
const createLimit = (store: UpstashStore, id: string, rule: RateLimitRule): Ratelimit =>
  new Ratelimit({
    redis: store.redis,
    limiter: Ratelimit.slidingWindow(rule.limit, `${rule.windowMs} ms`),
    prefix: `${PREFIX}:${id}`,
    timeout: 0,
    analytics: false,
  });

/** A silent store counts as a failed one as soon as we stop waiting, so that the next ones do not wait at all. */
async function askInTime(
  store: UpstashStore,
  question: () => Promise<Answer>,
  withinMs: number,
): Promise<Asked<Answer>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DOMException("no decision in time", "TimeoutError")), withinMs);
  });
  const asked = await store.ask("limit", () => {
    const answer = question();
    answer.catch(() => undefined);
    return Promise.race([answer, tooLate]);
  });
  clearTimeout(timer);
  tooLate.catch(() => undefined);
  return asked;
}

const isAnswer = (answer: Answer, rule: RateLimitRule): boolean =>
  typeof answer.success === "boolean" && answer.limit === rule.limit && Number.isFinite(answer.reset);

const toDecision = (answer: Answer): RateLimitDecision => ({
  allowed: answer.success,
  limit: answer.limit,
  remaining: Math.max(0, answer.remaining),
  resetAt: new Date(answer.reset),
});

const refusal = (rule: RateLimitRule, now: Date): RateLimitDecision => ({
  allowed: false,
  limit: rule.limit,
  remaining: 0,
  resetAt: new Date(now.getTime() + Math.min(rule.windowMs, 5_000)),
});
