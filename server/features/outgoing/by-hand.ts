import { AppError } from "#server/core/errors.ts";
import type { RateLimitRule } from "#server/core/ports.ts";
import type { Actor } from "#server/features/actor.ts";
import type { OutgoingDeps } from "./deps.ts";

/** Each is a request to an address of somebody's choosing. */
export const BY_HAND_LIMIT: RateLimitRule = {
  scope: "outgoing:by-hand",
  limit: 60,
  windowMs: 3_600_000,
  onFailure: "open",
};

/** Throws RATE_LIMITED when a workspace sends too much by hand. */
export async function limitByHand(
  { rateLimiter, clock }: OutgoingDeps,
  { workspaceId }: Actor,
): Promise<void> {
  const { allowed, resetAt } = await rateLimiter.check(BY_HAND_LIMIT, workspaceId);
  if (allowed) return;
  throw new AppError("RATE_LIMITED", "too many sent by hand", {
    retryAfterMs: Math.max(0, resetAt.getTime() - clock.now().getTime()),
  });
}
