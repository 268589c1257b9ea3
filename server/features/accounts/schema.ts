import { z } from "zod";

export const connectionStatus = z.enum(["active", "needs_reconnect", "disconnected"]);

export const connectionOutput = z.object({
  id: z.uuid(),
  platform: z.string(),
  flavor: z.string(),
  externalId: z.string(),
  handle: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  status: connectionStatus,
  /** i18n key under `connections.reason`, set when the status is not active. */
  statusReason: z.string().nullable(),
  scopesGranted: z.array(z.string()),
  scopesMissing: z.array(z.object({ scope: z.string(), for: z.string(), required: z.boolean() })),
  accessTokenExpiresAt: z.date().nullable(),
  tokenIssuedAt: z.date(),
  lastRefreshedAt: z.date().nullable(),
  nextRefreshAt: z.date().nullable(),
  /** Scheduled posts that cannot go out while the connection is broken. */
  postsAtRisk: z.number().int(),
  connectedAt: z.date(),
});
export type ConnectionOutput = z.infer<typeof connectionOutput>;

export const rotationOutput = z.object({
  id: z.uuid(),
  kind: z.string(),
  fingerprint: z.string().nullable(),
  version: z.number().int(),
  detail: z.string().nullable(),
  at: z.date(),
});

export const quotaOutput = z
  .object({ used: z.number().int(), limit: z.number().int(), windowMs: z.number().int() })
  .nullable();

export const connectionDetailOutput = connectionOutput.extend({
  rotations: z.array(rotationOutput),
  quota: quotaOutput,
});

/** What can be connected here, and through which logins. */
export const connectableOutput = z.object({
  platform: z.string(),
  label: z.string(),
  mode: z.enum(["sandbox", "live", "off"]),
  flavors: z.array(z.string()),
});

export const connectionIdInput = z.object({ connectionId: z.uuid() });

/** Live values of the connected account for the composer: option choices and what is left of the quota. */
export const composeOptionsOutput = z.object({
  options: z.record(z.string(), z.array(z.string())),
  quota: quotaOutput,
});
