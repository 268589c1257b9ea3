import type { Clock, RateLimiter, RateLimitRule } from "#server/core/ports.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

interface Policy {
  perMinute: number;
  perHour: number;
}

/** Tries per client address: guesses are few, reading is free. */
const POLICIES = {
  "/sign-in/email": { perMinute: 5, perHour: 20 },
  "/sign-up/email": { perMinute: 3, perHour: 10 },
  "/sign-in/social": { perMinute: 20, perHour: 200 },
  "/link-social": { perMinute: 10, perHour: 60 },
  "/callback/google": { perMinute: 20, perHour: 200 },
  "/callback/github": { perMinute: 20, perHour: 200 },
  "/request-password-reset": { perMinute: 3, perHour: 10 },
  "/reset-password": { perMinute: 3, perHour: 10 },
  "/send-verification-email": { perMinute: 3, perHour: 10 },
  "/change-password": { perMinute: 5, perHour: 20 },
  "/two-factor/verify-totp": { perMinute: 5, perHour: 30 },
  "/two-factor/verify-backup-code": { perMinute: 5, perHour: 20 },
  "/passkey/generate-authenticate-options": { perMinute: 20, perHour: 200 },
  "/passkey/verify-authentication": { perMinute: 10, perHour: 60 },
} as const satisfies Record<string, Policy>;

const DEFAULT_POLICY: Policy = { perMinute: 100, perHour: 3_000 };

/** A laptop is its own only client: its tests and its owner's tries share one address. Never in production. */
const LOOPBACK_FACTOR = 10;
/** better-auth keeps IPv6 addresses by their /64, so `::1` reads as all zeros. */
const LOOPBACK = /^(127\.|0000(:0000){7}$)/;

export interface AuthRateLimitOptions {
  rateLimiter: RateLimiter;
  clock: Clock;
  production: boolean;
}

/** better-auth's rate-limit storage on our RateLimiter: `key` is `<address>|<path>`, both windows must admit. */
export function authRateLimits({ rateLimiter, clock, production }: AuthRateLimitOptions) {
  return {
    async consume(key: string): Promise<{ allowed: boolean; retryAfter: number | null }> {
      const bar = key.lastIndexOf("|");
      const address = key.slice(0, bar);
      const factor = !production && LOOPBACK.test(address) ? LOOPBACK_FACTOR : 1;
      for (const rule of rulesFor(key.slice(bar + 1), factor)) {
        const decision = await rateLimiter.check(rule, address);
        if (!decision.allowed) return { allowed: false, retryAfter: secondsUntil(decision.resetAt, clock) };
      }
      return { allowed: true, retryAfter: null };
    },
  };
}

function rulesFor(path: string, factor: number): RateLimitRule[] {
  const policy: Policy = Object.hasOwn(POLICIES, path)
    ? POLICIES[path as keyof typeof POLICIES]
    : DEFAULT_POLICY;
  const scope = policy === DEFAULT_POLICY ? "auth" : `auth:${path}`;
  return [
    { scope: `${scope}:minute`, limit: policy.perMinute * factor, windowMs: MINUTE_MS, onFailure: "open" },
    { scope: `${scope}:hour`, limit: policy.perHour * factor, windowMs: HOUR_MS, onFailure: "open" },
  ];
}

const secondsUntil = (at: Date, clock: Clock): number =>
  Math.max(1, Math.ceil((at.getTime() - clock.now().getTime()) / 1_000));
