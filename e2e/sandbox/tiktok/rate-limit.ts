import type { Kit } from "../core/network.ts";
import { refuse } from "./errors.ts";

/** Requests per user token and minute. https://developers.tiktok.com/doc/tiktok-api-v2-rate-limit */
export const PER_MINUTE = { init: 6, creator_info: 20, status: 30, display: 600 } as const;
export type Budget = keyof typeof PER_MINUTE;

const MINUTE_MS = 60_000;
const MAX_KEYS = 5_000;

/** Sliding one-minute windows; a quicker pace has shorter minutes. Memory only. */
export interface RateLimits {
  /** Counts the call, or throws 429 `rate_limit_exceeded`. */
  count(budget: Budget, token: string): void;
  clear(): void;
}

export function createRateLimits(kit: Kit): RateLimits {
  const windows = new Map<string, number[]>();
  return {
    count(budget, token) {
      const now = kit.clock.now();
      const key = `${budget}:${token}`;
      const recent = (windows.get(key) ?? []).filter((at) => at > now - MINUTE_MS * kit.pace);
      if (kit.settings().rateLimits && recent.length >= PER_MINUTE[budget])
        throw refuse(now, "rate_limit_exceeded");
      windows.delete(key);
      windows.set(key, [...recent, now].slice(-PER_MINUTE[budget]));
      if (windows.size > MAX_KEYS) windows.delete(windows.keys().next().value ?? "");
    },
    clear: () => windows.clear(),
  };
}
