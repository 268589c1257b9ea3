import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Platform, Tokens } from "#server/platforms/platform.ts";

const RULE = { minAgeMs: 0, marginMs: 20 * 60_000, rotates: true };

/** The product's side of the rotating provider: no deadline, so that the network may be slower than any lease. */
export function rotatingPlatform(url: string, clock: Clock): Platform {
  const refresh: Platform["refresh"] = {
    rule: () => RULE,
    async refresh({ refreshToken = "" }) {
      const issuedAt = clock.now();
      const response = await fetch(url, {
        method: "POST",
        body: new URLSearchParams({ refresh_token: refreshToken }),
      }).catch((cause: unknown) => {
        throw new AppError("NETWORK_ERROR", "no answer", { retryable: true, ambiguous: true, cause });
      });
      const body = (await response.json()) as Record<string, unknown>;
      if (!response.ok)
        throw new AppError("NEEDS_RECONNECT", "invalid_grant", { params: { reason: "token_expired" } });
      return tokensAt(issuedAt, String(body.access_token), String(body.refresh_token));
    },
  };
  return { id: "tiktok", label: "TikTok", refresh } as Pick<Platform, "id" | "label" | "refresh"> as Platform;
}

/** Two hours of access, half a year of refreshing: TikTok's present lifetimes. */
export const tokensAt = (issuedAt: Date, accessToken: string, refreshToken: string): Tokens => ({
  accessToken,
  refreshToken,
  accessTokenExpiresAt: new Date(issuedAt.getTime() + 2 * 3_600_000),
  refreshTokenExpiresAt: new Date(issuedAt.getTime() + 180 * 86_400_000),
  scopes: ["publish"],
  issuedAt,
});

/** A clock that several processes share: it runs `speed` times faster than the wall's, from the same moment on. */
export function sharedClock(epochMs: number, speed: number): Clock {
  return {
    now: () => new Date(epochMs + (Date.now() - epochMs) * speed),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms / speed);
        signal?.addEventListener(
          "abort",
          () => {
            clearTimeout(timer);
            reject(signal.reason);
          },
          { once: true },
        );
      }),
  };
}
