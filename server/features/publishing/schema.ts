import { z } from "zod";

/** How `evidence`, here and on a target, is read. */
export { readEvidence } from "#server/core/evidence.ts";

export const timelineEvent = z.object({
  id: z.string(),
  targetId: z.uuid().nullable(),
  /** i18n key under `timeline`. */
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
  actorName: z.string().nullable(),
  at: z.date(),
});
export type TimelineEventOutput = z.infer<typeof timelineEvent>;

export const attemptOutput = z.object({
  id: z.uuid(),
  targetId: z.uuid(),
  number: z.number().int(),
  revision: z.number().int(),
  startedAt: z.date(),
  /** When its irreversible call was armed, while what became of that is open, or once it made the whole post. */
  armedAt: z.date().nullable(),
  /** The same of the parts that are settled, in order: several calls make one post. */
  sentAt: z.array(z.date()),
  finishedAt: z.date().nullable(),
  outcome: z.enum(["live", "failed", "unknown", "retry", "lost"]).nullable(),
  errorCode: z.string().nullable(),
  providerCode: z.string().nullable(),
  evidence: z.string().nullable(),
});
export const timelineInput = z.object({ postId: z.uuid() });
export const timelineOutput = z.object({
  events: z.array(timelineEvent),
  attempts: z.array(attemptOutput),
});

export const targetIdInput = z.object({ targetId: z.uuid() });
/** Everything a person needs to send it themselves; `options` by the ids of the network's rules. */
export const taskOutput = z.object({
  text: z.string(),
  mediaIds: z.array(z.uuid()),
  openUrl: z.url(),
  options: z.array(z.object({ id: z.string(), value: z.union([z.string(), z.literal(true)]) })),
});
export const confirmSentInput = targetIdInput.extend({
  remoteUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
});
export const notSentInput = targetIdInput.extend({ reason: z.string().max(300).optional() });
/** What is held goes out: now, or at another time. */
export const goAheadInput = targetIdInput.extend({ at: z.date().optional() });
/** What failed or was called off goes out after all: when it was planned, or at another time. */
export const retryInput = targetIdInput.extend({ at: z.date().optional() });
/** A person settles an `unknown` target: they looked at the network themselves. */
export const resolveUnknownInput = targetIdInput.extend({
  verdict: z.enum(["live", "not-published"]),
  remoteUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
});
