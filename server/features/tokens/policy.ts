import type { RefreshRule } from "#server/platforms/platform.ts";

const MINUTE_MS = 60_000;
/** The schedule of tokens.sweep: two of its rounds may be missed. */
export const SWEEP_PERIOD_MS = 15 * MINUTE_MS;
const LEAST_MARGIN_MS = 5 * MINUTE_MS;
const MARGIN_SHARE = 0.2;
/** A margin may eat up half a life at most: a token that is due the moment it is issued would be renewed without end. */
const LARGEST_MARGIN_SHARE = 0.5;
const JITTER_SHARE = 0.1;

export interface Lifetime {
  issuedAt: Date;
  expiresAt: Date | null;
}

/**
 * When the sweep should renew a token: `expires_at − max(20 % of its life, two sweeps, 5 min)`, and no later than the
 * platform's own margin before expiry where half the life allows it; spread by up to 10 % of the margin, always
 * earlier; never before the token is as old as the platform demands. Null when it does not expire.
 */
export function refreshDueAt(
  { issuedAt, expiresAt }: Lifetime,
  rule: RefreshRule,
  random: () => number = Math.random,
): Date | null {
  if (!expiresAt) return null;
  const lifeMs = Math.max(0, expiresAt.getTime() - issuedAt.getTime());
  const usual = Math.max(MARGIN_SHARE * lifeMs, 2 * SWEEP_PERIOD_MS, LEAST_MARGIN_MS);
  const largest = LARGEST_MARGIN_SHARE * lifeMs;
  const marginMs = Math.min(rule.marginMs <= largest ? Math.max(usual, rule.marginMs) : usual, largest);
  const early = Math.min(marginMs * (1 + JITTER_SHARE * random()), lifeMs);
  return new Date(Math.max(expiresAt.getTime() - early, issuedAt.getTime() + rule.minAgeMs));
}

/** A session handed out is good for this long, or for a fifth of a shorter life. */
export function leastValidityMs({ issuedAt, expiresAt }: Lifetime): number {
  if (!expiresAt) return 0;
  return Math.min(LEAST_MARGIN_MS, MARGIN_SHARE * (expiresAt.getTime() - issuedAt.getTime()));
}
