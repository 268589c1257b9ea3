import type { Kit } from "../core/network.ts";

/** A hundred calls a minute, counted over ten minutes. https://support.reddithelp.com/hc/en-us/articles/16160319875092 */
const CALLS = 1_000;
const WINDOW_MS = 600_000;
const MAX_KEYS = 5_000;

export interface Budgets {
  /** Counts a call and tells the headers of its answer. */
  count(token: string): { spent: boolean; values: Record<string, string> };
  /** Leaves so many calls of the window, for tests. */
  leave(token: string, calls: number): void;
  clear(): void;
}

interface Window {
  endsAt: number;
  used: number;
}

/** Memory only; a quicker pace has shorter windows. */
export function createBudgets(kit: Kit): Budgets {
  const windows = new Map<string, Window>();
  const current = (token: string): Window => {
    const now = kit.clock.now();
    const known = windows.get(token);
    if (known && known.endsAt > now) return known;
    windows.delete(token);
    if (windows.size >= MAX_KEYS) windows.delete(windows.keys().next().value ?? "");
    const fresh = { endsAt: now + WINDOW_MS * kit.pace, used: 0 };
    windows.set(token, fresh);
    return fresh;
  };
  return {
    count(token) {
      const window = current(token);
      const spent = kit.settings().rateLimits && window.used >= CALLS;
      window.used = Math.min(CALLS, window.used + 1);
      const remaining = kit.settings().rateLimits ? CALLS - window.used : CALLS;
      return {
        spent,
        values: {
          "x-ratelimit-used": String(window.used),
          "x-ratelimit-remaining": remaining.toFixed(1),
          "x-ratelimit-reset": String(Math.max(1, Math.ceil((window.endsAt - kit.clock.now()) / 1000))),
        },
      };
    },
    leave(token, calls) {
      current(token).used = CALLS - calls;
    },
    clear: () => windows.clear(),
  };
}
