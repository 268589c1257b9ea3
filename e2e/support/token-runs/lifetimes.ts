import { silentLog } from "#e2e/support/log.ts";
import { systemClock } from "#server/core/clock.ts";
import { AppError } from "#server/core/errors.ts";
import type { RefreshRule } from "#server/platforms/platform.ts";
import { platformDefinitions } from "#server/platforms/platforms.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How a network's tokens live, by its documentation; the rule by which they are renewed is the product's own. */
export interface TokenLife {
  name: string;
  platform: string;
  flavor: string;
  accessMs: number;
  /** How long a refresh token lives when it is not used; null when for good. Undefined: the access token renews itself. */
  refreshMs?: number | null;
  rotates: boolean;
  /** The network refuses to renew a younger token. */
  minAgeMs: number;
}

const LIVES: readonly TokenLife[] = [
  {
    name: "Instagram login",
    platform: "instagram",
    flavor: "instagram-login",
    accessMs: 60 * DAY_MS,
    rotates: false,
    minAgeMs: DAY_MS,
  },
  {
    name: "Facebook login",
    platform: "instagram",
    flavor: "facebook-login",
    accessMs: 60 * DAY_MS,
    rotates: false,
    minAgeMs: 0,
  },
  {
    name: "Threads",
    platform: "threads",
    flavor: "threads-login",
    accessMs: 60 * DAY_MS,
    rotates: false,
    minAgeMs: DAY_MS,
  },
  {
    name: "TikTok, 2 h and 180 d",
    platform: "tiktok",
    flavor: "login-kit",
    accessMs: 2 * HOUR_MS,
    refreshMs: 180 * DAY_MS,
    rotates: true,
    minAgeMs: 0,
  },
  {
    name: "TikTok, 24 h and 365 d",
    platform: "tiktok",
    flavor: "login-kit",
    accessMs: DAY_MS,
    refreshMs: 365 * DAY_MS,
    rotates: true,
    minAgeMs: 0,
  },
  {
    name: "X",
    platform: "x",
    flavor: "oauth2",
    accessMs: 2 * HOUR_MS,
    refreshMs: 180 * DAY_MS,
    rotates: true,
    minAgeMs: 0,
  },
  {
    name: "Reddit, 1 h",
    platform: "reddit",
    flavor: "web-app",
    accessMs: HOUR_MS,
    refreshMs: null,
    rotates: false,
    minAgeMs: 0,
  },
  {
    name: "Reddit, 24 h",
    platform: "reddit",
    flavor: "web-app",
    accessMs: DAY_MS,
    refreshMs: null,
    rotates: false,
    minAgeMs: 0,
  },
];

/** The lives of every network the product has, each with the product's own rule. */
export function livesWithRules(): { life: TokenLife; rule: RefreshRule }[] {
  return LIVES.flatMap((life) => {
    const definition = platformDefinitions.find(({ id }) => id === life.platform);
    if (!definition) return [];
    const http = { fetch: () => Promise.reject(new AppError("NETWORK_ERROR", "nobody is asked here")) };
    const deps = { http, clock: systemClock, log: silentLog(), clients: {}, urls: {}, settings: {} };
    const { refresh } = definition.create(deps as Parameters<typeof definition.create>[0]);
    return refresh ? [{ life, rule: refresh.rule(life.flavor) }] : [];
  });
}
