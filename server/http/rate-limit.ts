import { AppError } from "#server/core/errors.ts";
import type { Clock, RateLimitDecision, RateLimiter, RateLimitRule } from "#server/core/ports.ts";
import { clientIdentity } from "./client-address.ts";
import { errorResponse } from "./errors.ts";
import { type RateLimitPolicy, type RateLimitPolicyName, rateLimitPolicies } from "./rate-limit-policies.ts";

const SECOND = 1_000;

/** What is known about a request, beyond its address. */
export interface Counted {
  /** Id of whoever is signed in, read from a session that was verified: nothing a client merely says. */
  personId?: string | null | undefined;
  /** Counted for itself within its policy: the source of a webhook, a path. Only names of our own, never a client's. */
  part?: string;
  /** How many it counts for. Default 1. */
  cost?: number;
}

export type RateLimitVerdict =
  | { allowed: true; headers: Record<string, string> }
  | { allowed: false; headers: Record<string, string>; error: AppError; response: Response };

export interface RateLimitDeps {
  limiter: RateLimiter;
  /** The count of this process, for policies that need no other. */
  local: RateLimiter;
  clock: Clock;
  trustedProxyHops: number;
  /** False: everything is admitted, nothing is counted. */
  enabled: boolean;
  /** In production loopback is an address like any other. */
  production: boolean;
}

export type Limit = (
  request: Request,
  policy: RateLimitPolicyName,
  counted?: Counted,
) => Promise<RateLimitVerdict>;

/**
 * Decides whether a request may go on, by the person who is signed in or by the client's address; whatever else the
 * request says about itself (an API key nobody verified, a forwarded address) changes nothing. Refused: a finished 429
 * with `Retry-After` and the `RateLimit-*` fields, and the error for those who answer in another form. Admitted: the
 * same fields for the answer. Never throws.
 */
export function createLimit(deps: RateLimitDeps): Limit {
  return async (request, name, counted = {}) => {
    if (!deps.enabled) return { allowed: true, headers: {} };
    const policy: RateLimitPolicy = rateLimitPolicies[name];
    const address = clientIdentity(request, deps.trustedProxyHops);
    const byPerson = policy.by === "person" && counted.personId;
    const identity = byPerson ? `person:${counted.personId}` : `address:${address}`;
    const rules = rulesOf(name, policy, counted.part, factorOf(deps, policy, address));
    const limiter = policy.here ? deps.local : deps.limiter;
    const decisions = await Promise.all(rules.map((rule) => limiter.check(rule, identity, counted.cost)));
    return verdictOf(decisions.reduce(tighter), rules, deps.clock.now());
  };
}

const LOOPBACK = /^(127\.|0(\.0){7}\/64$)/;

const factorOf = (
  { production }: RateLimitDeps,
  { laptopFactor }: RateLimitPolicy,
  address: string,
): number => (!production && laptopFactor && LOOPBACK.test(address) ? laptopFactor : 1);

const rulesOf = (
  name: string,
  { windows, onFailure }: RateLimitPolicy,
  part: string | undefined,
  factor: number,
): RateLimitRule[] =>
  windows.map(({ limit, windowMs }) => ({
    scope: part === undefined ? `${name}:${windowMs}` : `${name}:${part}:${windowMs}`,
    limit: limit * factor,
    windowMs,
    onFailure,
  }));

function verdictOf(tightest: RateLimitDecision, rules: RateLimitRule[], now: Date): RateLimitVerdict {
  const fields = rateLimitFields(tightest, rules, now);
  if (tightest.allowed) return { allowed: true, headers: fields };
  const retryAfterMs = Math.max(SECOND, tightest.resetAt.getTime() - now.getTime());
  const seconds = Math.ceil(retryAfterMs / SECOND);
  const error = new AppError("RATE_LIMITED", "rate limit reached", { retryAfterMs, params: { seconds } });
  const headers = { ...fields, "retry-after": String(seconds) };
  return { allowed: false, headers, error, response: errorResponse(error, headers) };
}

/** Of the tightest window, in seconds, and the policy as `limit;w=seconds`: draft-ietf-httpapi-ratelimit-headers-07. */
const rateLimitFields = (
  { limit, remaining, resetAt }: RateLimitDecision,
  rules: RateLimitRule[],
  now: Date,
): Record<string, string> => ({
  "ratelimit-limit": String(limit),
  "ratelimit-remaining": String(remaining),
  "ratelimit-reset": String(Math.max(0, Math.ceil((resetAt.getTime() - now.getTime()) / SECOND))),
  "ratelimit-policy": rules.map((rule) => `${rule.limit};w=${Math.ceil(rule.windowMs / SECOND)}`).join(", "),
});

/** A refusal before an admission; of two alike, the one that leaves less, or lasts longer. */
function tighter(a: RateLimitDecision, b: RateLimitDecision): RateLimitDecision {
  if (a.allowed !== b.allowed) return a.allowed ? b : a;
  if (!a.allowed) return a.resetAt >= b.resetAt ? a : b;
  return a.remaining / a.limit <= b.remaining / b.limit ? a : b;
}
