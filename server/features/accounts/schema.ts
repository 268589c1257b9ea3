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
  /** The network tells of the fans and chats behind it. */
  audience: z.boolean(),
  /** Nothing is sent by us: what is due becomes a task for a person. */
  assisted: z.boolean(),
  /** When a working login ends for good, however often it is renewed; null when it does not, or nobody tells. */
  grantEndsAt: z.date().nullable(),
  /** Scheduled posts that will not go out unless the account is connected again. */
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

export const postAtRiskOutput = z.object({
  postId: z.uuid(),
  /** Its first words. */
  title: z.string(),
  scheduledAt: z.date().nullable(),
});

export const rotationListInput = z.object({
  connectionId: z.uuid(),
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export const rotationListOutput = z.object({
  items: z.array(rotationOutput),
  nextCursor: z.uuid().nullable(),
});

export const connectionDetailOutput = connectionOutput.extend({
  /** The first ten of them, by their time. */
  atRisk: z.array(postAtRiskOutput),
  quota: quotaOutput,
});

/** What can be connected here, and through which logins. */
export const connectableOutput = z.object({
  platform: z.string(),
  label: z.string(),
  mode: z.enum(["sandbox", "live", "off"]),
  flavors: z.array(z.string()),
  /** Ways to connect without a login page: what has to be typed. */
  forms: z.array(
    z.object({
      flavor: z.string(),
      /** A person sends; we prepare. */
      assisted: z.boolean(),
      fields: z.array(z.object({ name: z.string(), secret: z.boolean(), optional: z.boolean() })),
    }),
  ),
});

export const findAccountsInput = z.object({
  platform: z.string().max(40),
  flavor: z.string().max(40),
  values: z.record(z.string().max(40), z.string().max(500)),
});

export const offeredAccountOutput = z.object({
  externalId: z.string(),
  handle: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  /** i18n key under `errors`. */
  unusable: z.string().nullable(),
  connected: z.boolean(),
});
export type OfferedAccount = z.infer<typeof offeredAccountOutput>;

export const connectAccountInput = findAccountsInput.extend({ externalId: z.string().min(1).max(200) });
export const connectAccountOutput = z.object({ connectionId: z.uuid() });

const person = { id: z.string(), username: z.string(), name: z.string() };

export const fanOutput = z.object({
  ...person,
  subscribed: z.boolean(),
  subscribedUntil: z.date().nullable(),
  lastSeenAt: z.date().nullable(),
  spentUsd: z.number().nullable(),
});

export const chatOutput = z.object({
  fan: z.object(person),
  text: z.string(),
  at: z.date().nullable(),
  fromFan: z.boolean(),
  unread: z.number(),
  canSend: z.boolean(),
});

export const audienceInput = z.object({ connectionId: z.uuid(), cursor: z.string().max(200).nullish() });
export const fansOutput = z.object({ items: z.array(fanOutput), nextCursor: z.string().nullable() });
export const chatsOutput = z.object({ items: z.array(chatOutput), nextCursor: z.string().nullable() });
export const creditsOutput = z.object({ balance: z.number() }).nullable();

export const connectionIdInput = z.object({ connectionId: z.uuid() });

/** `chosen`: what is chosen of the options that others depend on (a subreddit, whose flairs are asked for). */
export const composeOptionsInput = connectionIdInput.extend({
  chosen: z.record(z.string().max(60), z.string().max(100)).optional(),
});

/** Live values of the connected account for the composer: option choices and what is left of the quota. */
export const composeOptionsOutput = z.object({
  options: z.record(z.string(), z.array(z.string())),
  quota: quotaOutput,
});
