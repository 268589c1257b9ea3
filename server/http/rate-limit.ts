import { AppError } from "#server/core/errors.ts";
import type { Clock, RateLimitDecision, RateLimiter, RateLimitRule } from "#server/core/ports.ts";
import { clientIdentity } from "./client-address.ts";
import { errorResponse } from "./errors.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface RateLimitPolicy {
  /** All of them must admit. */
  windows: readonly { limit: number; windowMs: number }[];
  /** What guards a secret refuses when it cannot count; what serves people admits within a local count. */
  onFailure: RateLimitRule["onFailure"];
}

/** Who may do what how often. Counted per client address, and per subject where one is given. */
export const rateLimitPolicies = {
  "auth.sign-in": {
    windows: [
      { limit: 5, windowMs: MINUTE },
      { limit: 20, windowMs: HOUR },
    ],
    onFailure: "closed",
  },
  "auth.sign-up": {
    windows: [
      { limit: 3, windowMs: MINUTE },
      { limit: 10, windowMs: HOUR },
    ],
    onFailure: "closed",
  },
  "auth.password-reset": {
    windows: [
      { limit: 3, windowMs: MINUTE },
      { limit: 10, windowMs: HOUR },
    ],
    onFailure: "closed",
  },
  "auth.session": { windows: [{ limit: 120, windowMs: MINUTE }], onFailure: "open" },
  "oauth.start": { windows: [{ limit: 20, windowMs: MINUTE }], onFailure: "closed" },
  "oauth.callback": { windows: [{ limit: 20, windowMs: MINUTE }], onFailure: "closed" },
  upload: {
    windows: [
      { limit: 30, windowMs: MINUTE },
      { limit: 300, windowMs: HOUR },
    ],
    onFailure: "open",
  },
  trpc: {
    windows: [
      { limit: 300, windowMs: MINUTE },
      { limit: 5_000, windowMs: HOUR },
    ],
    onFailure: "open",
  },
  /** Networks deliver in bursts from a few addresses, and disable an endpoint that refuses them. */
  webhook: { windows: [{ limit: 120_000, windowMs: MINUTE }], onFailure: "open" },
  /** A scraper's runs end now and then; a flood of them is somebody else. */
  "webhook.apify": { windows: [{ limit: 120, windowMs: MINUTE }], onFailure: "open" },
  /** A calendar outside calls; everything else guesses. */
  worker: { windows: [{ limit: 60, windowMs: MINUTE }], onFailure: "closed" },
  job: { windows: [{ limit: 6_000, windowMs: MINUTE }], onFailure: "open" },
} as const satisfies Record<string, RateLimitPolicy>;

export type RateLimitPolicyName = keyof typeof rateLimitPolicies;

type RateLimitVerdict =
  | { allowed: true; headers: Record<string, string> }
  | { allowed: false; response: Response };

export interface RateLimitDeps {
  limiter: RateLimiter;
  clock: Clock;
  trustedProxyHops: number;
  /** False: everything is admitted, nothing is counted. */
  enabled: boolean;
}

/** `subjects`: what else to count by, such as the e-mail address somebody tries to sign in with. */
export type Limit = (
  request: Request,
  policy: RateLimitPolicyName,
  ...subjects: string[]
) => Promise<RateLimitVerdict>;

/**
 * Decides by address and subjects whether a request may go on. Refused: a finished 429 with `Retry-After` and the
 * `RateLimit-*` fields. Admitted: the same fields for the response. Never throws.
 */
export function createLimit(deps: RateLimitDeps): Limit {
  return async (request, policy, ...subjects) => {
    if (!deps.enabled) return { allowed: true, headers: {} };
    const identities = [
      `ip:${clientIdentity(request, deps.trustedProxyHops)}`,
      ...subjects.map((s) => `subject:${s}`),
    ];
    const decisions = await Promise.all(
      identities.flatMap((identity) => rulesOf(policy).map((rule) => deps.limiter.check(rule, identity))),
    );
    const tightest = decisions.reduce(tighter);
    const headers = rateLimitHeaders(tightest, deps.clock.now());
    return tightest.allowed
      ? { allowed: true, headers }
      : { allowed: false, response: refusal(tightest, headers, deps) };
  };
}

/** `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds), draft-ietf-httpapi-ratelimit-headers. */
const rateLimitHeaders = (decision: RateLimitDecision, now: Date): Record<string, string> => ({
  "ratelimit-limit": String(decision.limit),
  "ratelimit-remaining": String(decision.remaining),
  "ratelimit-reset": String(Math.max(0, Math.ceil((decision.resetAt.getTime() - now.getTime()) / 1000))),
});

const rulesOf = (name: RateLimitPolicyName): RateLimitRule[] => {
  const policy: RateLimitPolicy = rateLimitPolicies[name];
  return policy.windows.map((window) => ({
    ...window,
    scope: `${name}:${window.windowMs}`,
    onFailure: policy.onFailure,
  }));
};

/** A refusal before an admission; of two alike, the one that leaves less, or lasts longer. */
function tighter(a: RateLimitDecision, b: RateLimitDecision): RateLimitDecision {
  if (a.allowed !== b.allowed) return a.allowed ? b : a;
  if (!a.allowed) return a.resetAt >= b.resetAt ? a : b;
  return a.remaining / a.limit <= b.remaining / b.limit ? a : b;
}

function refusal(
  decision: RateLimitDecision,
  headers: Record<string, string>,
  deps: RateLimitDeps,
): Response {
  const retryAfterMs = Math.max(SECOND, decision.resetAt.getTime() - deps.clock.now().getTime());
  const params = { seconds: Math.ceil(retryAfterMs / SECOND) };
  return errorResponse(new AppError("RATE_LIMITED", "rate limit reached", { retryAfterMs, params }), headers);
}
