import { z } from "zod";

const instant = z.date().min(new Date("1970-01-01T00:00:00Z")).max(new Date("2200-01-01T00:00:00Z"));

export const quotaAtInput = z.object({
  connectionIds: z.array(z.uuid()).max(50),
  at: instant,
  /** The post being planned: it is not counted against itself. */
  postId: z.uuid().nullable().default(null),
});

/** What one account has left around an instant. Accounts whose network documents no quota are left out. */
export const quotaAt = z.object({
  connectionId: z.uuid(),
  limit: z.number().int(),
  windowMs: z.number().int(),
  /** Posts that share a window with the instant: out, in line, or made elsewhere as far as the network tells. */
  used: z.number().int(),
  left: z.number().int(),
  /** Whether the network itself was asked just now, or its documentation is all we have. */
  source: z.enum(["network", "documentation"]),
});

export const quotaAtOutput = z.object({
  connections: z.array(quotaAt),
  /** The first instant from the one asked for at which all of them take one more; null when none is near. */
  nextAt: z.date().nullable(),
});

export const quotaDaysInput = z.object({ from: instant, to: instant }).refine(
  // Six weeks of a month's grid, and a day on each side for zones.
  ({ from, to }) => to > from && to.getTime() - from.getTime() <= 45 * 86_400_000,
  "RANGE_TOO_LONG",
);
export const quotaDay = z.object({
  /** In the workspace's zone, `2026-03-29`. */
  date: z.string(),
  connectionId: z.uuid(),
  platform: z.string(),
  handle: z.string(),
  limit: z.number().int(),
  /** Posts in the fullest window that ends on this day. */
  used: z.number().int(),
  left: z.number().int(),
});
export type QuotaDay = z.infer<typeof quotaDay>;
/** Only days on which an account is close to its limit. */
export const quotaDaysOutput = z.object({ days: z.array(quotaDay) });
