import type { Kit } from "../core/network.ts";
import { tooManyRequests } from "./errors.ts";
import type { Here } from "./state.ts";

const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const APP_POSTS_A_DAY = 10_000;
const MAX_KEYS = 5_000;

/** Requests per person in 15 minutes. https://docs.x.com/x-api/fundamentals/rate-limits */
export const PER_WINDOW = {
  create_post: 100,
  delete_post: 50,
  users_me: 75,
  user: 900,
  list_posts: 900,
  post: 900,
  posts: 5_000,
  media_init: 1_875,
  media_append: 1_875,
  media_finalize: 1_875,
  media_status: 1_000,
  media_metadata: 500,
} as const;
export type Budget = keyof typeof PER_WINDOW;

export type Headers = Record<string, string>;

/** Fixed windows that begin with their first request; a quicker pace has shorter ones. Memory only. */
export interface RateLimits {
  /** Counts a request; what the headers of its answer say, and whether it was one too many. */
  take(budget: Budget, accountId: string): { headers: Headers; spent: boolean };
  clear(): void;
}

export function createRateLimits(kit: Kit): RateLimits {
  const windows = new Map<string, { endsAt: number; used: number }>();
  return {
    take(budget, accountId) {
      const now = kit.clock.now();
      const key = `${budget}:${accountId}`;
      const known = windows.get(key);
      const current = known && known.endsAt > now ? known : { endsAt: now + WINDOW_MS * kit.pace, used: 0 };
      const limit = PER_WINDOW[budget];
      const spent = kit.settings().rateLimits && current.used >= limit;
      const used = spent ? current.used : current.used + 1;
      windows.delete(key);
      windows.set(key, { ...current, used });
      if (windows.size > MAX_KEYS) windows.delete(windows.keys().next().value ?? "");
      return { headers: limitHeaders("x-rate-limit", limit, limit - used, current.endsAt), spent };
    },
    clear: () => windows.clear(),
  };
}

function limitHeaders(name: string, limit: number, remaining: number, endsAt: number): Headers {
  return {
    [`${name}-limit`]: String(limit),
    [`${name}-remaining`]: String(Math.max(0, remaining)),
    [`${name}-reset`]: String(Math.ceil(endsAt / 1000)),
  };
}

/** Posts of the last 24 hours count, deleted ones too; the window ends when the oldest of them leaves it. */
export function dailyLimits({ kit, state }: Here, accountId: string): { headers: Headers; spent: boolean } {
  const now = kit.clock.now();
  const recent = state.posts.values().filter(({ createdAt }) => createdAt > now - DAY_MS);
  const mine = recent.filter((post) => post.accountId === accountId);
  const limit = kit.settings().quota;
  const endsAt = (posts: { createdAt: number }[]) => (posts[0]?.createdAt ?? now) + DAY_MS;
  return {
    headers: {
      ...limitHeaders("x-user-limit-24hour", limit, limit - mine.length, endsAt(mine)),
      ...limitHeaders("x-app-limit-24hour", APP_POSTS_A_DAY, APP_POSTS_A_DAY - recent.length, endsAt(recent)),
    },
    spent: mine.length >= limit,
  };
}

export const refuseSpent = (): never => {
  throw tooManyRequests();
};
