import { z } from "zod";

/** What the control API accepts. Unknown fields are errors: a misspelled setting must not pass silently. */
export const ClockInput = z.strictObject({
  now: z.iso.datetime({ offset: true }).optional(),
  advanceMs: z.number().int().min(0).optional(),
});

export const SettingsInput = z.strictObject({
  network: z.string(),
  processingMs: z.number().int().min(0).max(86_400_000).optional(),
  quota: z.number().int().min(0).optional(),
  moderation: z.enum(["approve", "reject", "manual"]).optional(),
  webhooks: z.enum(["normal", "duplicate", "late", "reordered", "off"]).optional(),
  tokenLifetimes: z.enum(["old", "new"]).optional(),
  refreshGraceMs: z.number().int().min(0).optional(),
  rateLimits: z.boolean().optional(),
  unaudited: z.boolean().optional(),
  oauthErrorStatus: z.union([z.literal(200), z.literal(400)]).optional(),
  exchangeShape: z.enum(["flat", "documented"]).optional(),
  republish: z.enum(["error", "same-id"]).optional(),
  listingDelayMs: z.number().int().min(0).optional(),
  redirectUris: z.array(z.url()).optional(),
  idTokens: z
    .enum([
      "valid",
      "wrong-issuer",
      "wrong-audience",
      "foreign-party",
      "wrong-nonce",
      "no-nonce",
      "expired",
      "from-the-future",
      "unknown-kid",
      "wrong-signature",
      "wrong-access-token",
      "unsigned",
      "hmac-with-public-key",
    ])
    .optional(),
  keyGeneration: z.number().int().min(0).max(1_000).optional(),
});

const Status = z.number().int().min(200).max(599);
const Fault = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: Status,
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal("delay"), ms: z.number().int().min(0).max(600_000) }),
  z.strictObject({ kind: z.literal("drop") }),
  z.strictObject({ kind: z.literal("apply-then-drop") }),
  z.strictObject({ kind: z.literal("apply-then-status"), status: Status }),
  z.strictObject({ kind: z.literal("hang") }),
]);

export const FaultInput = z.strictObject({
  network: z.string(),
  operation: z.string(),
  times: z.number().int().min(1).max(1_000_000).default(1),
  fault: Fault,
});

export const ConsentControlInput = z.strictObject({
  authorizeUrl: z.url(),
  network: z.string().optional(),
  account: z.string().optional(),
  decision: z.enum(["allow", "deny"]).default("allow"),
  scopes: z.array(z.string()).optional(),
});

export const AccountInput = z.strictObject({
  revoke: z.boolean().optional(),
  expireTokens: z.boolean().optional(),
});

export const ReplayInput = z.strictObject({
  network: z.string(),
  times: z.number().int().min(1).max(1_000).default(1),
  last: z.number().int().min(1).max(1_000).default(10),
});

/** Any event, signed and sent as the network would: other shapes, batches, events it does not send by itself. */
export const SendInput = z.strictObject({
  network: z.string(),
  flavor: z.string(),
  event: z.string().default("sent by hand"),
  account: z.string().default(""),
  /** A text is sent byte for byte, anything else as JSON. */
  body: z.unknown(),
});

export const CommentControlInput = z.strictObject({
  network: z.string(),
  postId: z.string(),
  username: z.string().min(1).default("a.fan"),
  text: z.string().min(1),
});

export const VerifyInput = z.strictObject({ network: z.string() });

export const ModerationControlInput = z.strictObject({
  network: z.string(),
  publishId: z.string(),
  decision: z.enum(["approve", "reject"]),
});

export type SettingsPatch = z.infer<typeof SettingsInput>;
export type FaultRequest = z.input<typeof FaultInput>;
export type ConsentRequest = z.input<typeof ConsentControlInput>;
export type SendRequest = z.input<typeof SendInput>;
export type CommentRequest = z.input<typeof CommentControlInput>;
