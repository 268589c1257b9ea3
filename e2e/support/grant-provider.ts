import { AppError } from "#server/core/errors.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Platform, RefreshRule, Tokens } from "#server/platforms/platform.ts";

export interface GrantProviderOptions {
  clock: Clock;
  rule?: Partial<RefreshRule>;
  lifetimeMs?: number;
  /** How long one refresh takes, in real ms. */
  latencyMs?: number;
}

export interface GrantProvider {
  platform: Platform;
  /** Refresh tokens presented, in order: the judge of single flight. */
  presented: string[];
  tokens(): Tokens;
  /** The next refreshes throw this, after the call is counted. */
  failWith(error: AppError | undefined): void;
  /** The answers of the next refreshes are lost: with the grant rotated (`applied`), or the call never seen. */
  loseAnswers(losses: { applied: boolean; error: AppError }[]): void;
  latencyMs: number;
}

/**
 * A platform whose refresh tokens rotate strictly: each opens once, and one that is presented twice ends the grant, as
 * RFC 9700 asks of providers. Only the refresh capability is there.
 */
export function grantProvider({
  clock,
  rule,
  lifetimeMs = 7_200_000,
  latencyMs = 0,
}: GrantProviderOptions): GrantProvider {
  let generation = 0;
  let revoked = false;
  let failure: AppError | undefined;
  let losses: { applied: boolean; error: AppError }[] = [];
  const grant = (): Tokens => {
    const issuedAt = clock.now();
    return {
      accessToken: `act.canary-access-${generation}`,
      refreshToken: `rft.canary-refresh-${generation}`,
      accessTokenExpiresAt: new Date(issuedAt.getTime() + lifetimeMs),
      refreshTokenExpiresAt: new Date(issuedAt.getTime() + 180 * 86_400_000),
      scopes: ["publish"],
      issuedAt,
    };
  };
  const provider: GrantProvider = {
    presented: [],
    latencyMs,
    tokens: grant,
    failWith(error) {
      failure = error;
    },
    loseAnswers(next) {
      losses = [...next];
    },
    platform: {
      id: "instagram",
      label: "Instagram",
      refresh: {
        rule: () => ({ minAgeMs: 0, marginMs: 12 * 3_600_000, rotates: true, ...rule }),
        async refresh({ refreshToken = "" }) {
          provider.presented.push(refreshToken);
          await new Promise((resolve) => setTimeout(resolve, provider.latencyMs));
          if (failure) throw failure;
          const loss = losses.shift();
          if (loss && !loss.applied) throw loss.error;
          if (refreshToken !== `rft.canary-refresh-${generation}`) revoked = true;
          if (revoked)
            throw new AppError("NEEDS_RECONNECT", "invalid_grant", {
              providerCode: "invalid_grant",
              params: { reason: "token_expired" },
            });
          generation += 1;
          if (loss) throw loss.error;
          return grant();
        },
      },
    } as Pick<Platform, "id" | "label" | "refresh"> as Platform,
  };
  return provider;
}
