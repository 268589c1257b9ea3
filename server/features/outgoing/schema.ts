import { z } from "zod";
import { lineOfText } from "#server/features/session/schema.ts";

// What is told ---------------------------------------------------------------------------------------------------------

const account = z.object({
  /** Id of the connection here. */
  id: z.uuid(),
  /** `instagram`, `tiktok`, … */
  network: z.string(),
  handle: z.string(),
});
const target = { postId: z.uuid(), targetId: z.uuid(), account };
const instant = z.iso.datetime();

/**
 * Every event a workspace can be told of, and what its `data` holds: ids, addresses and stable codes; never a text of a
 * person, never a token. Fields are only ever added.
 */
export const outgoingEvents = {
  "post.published": z.object({
    ...target,
    publishedAt: instant,
    /** The network's own id and the public address, where it tells them. */
    remoteId: z.string().nullable(),
    url: z.string().nullable(),
  }),
  "post.failed": z.object({
    ...target,
    /** Stable code of the error. */
    code: z.string(),
    /** The same in more detail. */
    reason: z.string(),
    providerCode: z.string().nullable(),
    /** Parts that are public nevertheless, of a post with several. */
    publicParts: z.number().int(),
  }),
  "post.unknown": z.object({
    ...target,
    /** When the call was made whose answer is missing. */
    since: instant,
  }),
  "connection.needs_reconnect": z.object({ account, reason: z.string() }),
  "connection.recovered": z.object({ account }),
  "message.received": z.object({
    account,
    messageId: z.string(),
    /** The network's id of whoever wrote it. */
    fanId: z.string().nullable(),
    receivedAt: instant,
  }),
} as const satisfies Record<string, z.ZodType>;

export type OutgoingEventType = keyof typeof outgoingEvents;
export const OUTGOING_EVENT_TYPES = Object.keys(outgoingEvents) as [
  OutgoingEventType,
  ...OutgoingEventType[],
];

/** What the test button sends. */
export const TEST_EVENT = "webhook.test";

/** News of a workspace, to be told to whoever asked for it. */
export type Announcement = {
  [T in OutgoingEventType]: {
    workspaceId: string;
    type: T;
    /** What it was made for; the same cause is told once. */
    cause: string;
    data: z.input<(typeof outgoingEvents)[T]>;
  };
}[OutgoingEventType];

/** Alerts for whoever runs the installation. */
export const OPERATOR_ALERTS = ["job.dead", "webhook.dead", "endpoint.disabled"] as const;
export type OperatorAlert = (typeof OPERATOR_ALERTS)[number];

// What is asked --------------------------------------------------------------------------------------------------------

const eventList = z
  .array(z.enum(OUTGOING_EVENT_TYPES))
  .min(1)
  .transform((types) => [...new Set(types)]);
const address = z.string().trim().min(1).max(2048);

export const createEndpointInput = z.object({
  url: address,
  description: z
    .string()
    .trim()
    .max(120)
    .refine((text) => !text.includes("\0"))
    .default(""),
  events: eventList,
});
export const updateEndpointInput = createEndpointInput.extend({ endpointId: z.uuid() });
export const endpointIdInput = z.object({ endpointId: z.uuid() });
export const deliveryIdInput = z.object({ deliveryId: z.uuid() });

export const deliveryState = z.enum(["pending", "delivered", "failed", "canceled"]);
export const deliveryListInput = z.object({
  endpointId: z.uuid(),
  state: deliveryState.optional(),
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});

/** What was written since then and had ended by `until`, which is when the person was shown how much it is. */
export const missedInput = z
  .object({ endpointId: z.uuid(), since: z.date(), until: z.date() })
  .refine(({ since, until }) => since < until, "RANGE_EMPTY");
export const missedOutput = z.object({
  count: z.number().int(),
  /** There are still more. */
  more: z.boolean(),
});
export const resendMissedOutput = z.object({
  resent: z.number().int(),
  /** Call again. */
  more: z.boolean(),
});

export const ALERT_KINDS = ["slack", "teams", "custom"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export const createAlertTargetInput = z.object({
  kind: z.enum(ALERT_KINDS),
  label: lineOfText(60),
  url: address,
  events: eventList,
  locale: z.enum(["en", "fr"]),
});
export const alertTargetIdInput = z.object({ alertTargetId: z.uuid() });

// What is answered -----------------------------------------------------------------------------------------------------

export const endpointOutput = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  status: z.enum(["active", "disabled"]),
  /** `gone` (it answered 410), `failing` or `person`. */
  disabledReason: z.string().nullable(),
  disabledAt: z.date().nullable(),
  /** Nothing was taken since then. */
  failingSince: z.date().nullable(),
  /** Until then the secret before the last rotation signs as well. */
  previousSecretUntil: z.date().nullable(),
  createdAt: z.date(),
});
/** The secret is told here and never again. */
export const secretOutput = z.object({ endpoint: endpointOutput, secret: z.string() });

const attemptOutput = z.object({
  number: z.number().int(),
  at: z.date(),
  durationMs: z.number().int(),
  ok: z.boolean(),
  statusCode: z.number().int().nullable(),
  /** i18n key under `outgoing.noAnswer`. */
  errorCode: z.string().nullable(),
  excerpt: z.string().nullable(),
});
export const deliveryOutput = z.object({
  id: z.uuid(),
  messageId: z.uuid(),
  type: z.string(),
  state: deliveryState,
  attempts: z.number().int(),
  nextAttemptAt: z.date().nullable(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
  last: attemptOutput.nullable(),
});
export const deliveryListOutput = z.object({
  items: z.array(deliveryOutput),
  nextCursor: z.uuid().nullable(),
});
export const deliveryDetailOutput = deliveryOutput.extend({
  /** The body as it is sent. */
  body: z.string(),
  /** Newest first. */
  log: z.array(attemptOutput),
});

export const alertTargetOutput = z.object({
  id: z.uuid(),
  kind: z.enum(ALERT_KINDS),
  label: z.string(),
  host: z.string(),
  events: z.array(z.string()),
  lastSentAt: z.date().nullable(),
  lastErrorAt: z.date().nullable(),
  lastErrorCode: z.string().nullable(),
  lastErrorStatus: z.number().int().nullable(),
  disabledAt: z.date().nullable(),
  createdAt: z.date(),
});
export const alertTestOutput = z.object({
  ok: z.boolean(),
  statusCode: z.number().int().nullable(),
  errorCode: z.string().nullable(),
});
