import { z } from "zod";
import { seriesRule } from "#server/features/series-rule.ts";

/** A text as the parts of a thread: how the composer counts them is how they are sent. */
export { splitThread } from "#server/features/thread.ts";

export const targetStatus = z.enum([
  "draft",
  "scheduled",
  "publishing",
  "waiting",
  "live",
  "failed",
  "unknown",
  "canceled",
  "held",
  "assisted",
  "removed",
]);
export type TargetStatus = z.infer<typeof targetStatus>;

/** A post's own state, derived from its targets: the worst that needs a person wins. */
export const postState = z.enum([
  "draft",
  "scheduled",
  "publishing",
  "waiting",
  "live",
  "partial",
  "failed",
  "unknown",
  "canceled",
  "held",
  "assisted",
  "removed",
]);
export type PostState = z.infer<typeof postState>;

/**
 * What becomes of a post whose time passed while nothing could be sent: it goes out at once, is held until an editor
 * decides, or is held and its people are asked.
 */
export const latePolicy = z.enum(["publish", "park", "ask"]);

/** Text as PostgreSQL can keep it: without NUL characters and halves of surrogate pairs, which nobody typed. */
const cleanText = (max: number) =>
  z
    .string()
    .max(max)
    .overwrite((text) => text.replaceAll("\u0000", "").replace(/\p{Surrogate}/gu, "\ufffd"));

export const optionValues = z.record(cleanText(60), z.union([cleanText(40_000), z.boolean()]));

/** An instant people plan with; years beyond a calendar are typing errors. */
const instant = z.date().min(new Date("1970-01-01T00:00:00Z")).max(new Date("2200-01-01T00:00:00Z"));

const unique = (values: string[]) => new Set(values).size === values.length;

export const targetInput = z.object({
  connectionId: z.uuid(),
  kind: cleanText(40),
  /** Own text; null follows the post's. */
  text: cleanText(70_000).nullable(),
  /** Own choice among the post's media; null or left out follows the post's. */
  mediaIds: z.array(z.uuid()).max(35).nullable().optional(),
  options: optionValues,
});
export type TargetInput = z.infer<typeof targetInput>;

export const timeZone = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, "UNKNOWN_TIME_ZONE");

export const postContentInput = z.object({
  text: cleanText(70_000),
  /** In order of display, each once. */
  mediaIds: z.array(z.uuid()).max(35).refine(unique, "DUPLICATE_MEDIA"),
  /** One per connection. */
  targets: z
    .array(targetInput)
    .max(50)
    .refine((targets) => unique(targets.map((target) => target.connectionId)), "DUPLICATE_CONNECTION"),
  timeZone,
  /** Left out: what is stored stays, which is `publish` for a new post. */
  latePolicy: latePolicy.optional(),
});
export type PostContentInput = z.infer<typeof postContentInput>;

/** Saving a draft or an edit. `revision` is the one last read: a newer one on the server answers CONFLICT. */
export const postSaveInput = postContentInput
  .extend({
    postId: z.uuid().optional(),
    revision: z.number().int().optional(),
    /** The planned time of a draft, so that it shows on the calendar; left out, the stored one stays. */
    scheduledAt: instant.nullable().optional(),
    /** The days on which a draft is to come again, once it becomes a series; left out, the stored ones stay. */
    repeat: seriesRule.nullable().optional(),
  })
  .refine((input) => input.postId === undefined || input.revision !== undefined, {
    path: ["revision"],
    message: "REVISION_REQUIRED",
  });

export const postIdInput = z.object({ postId: z.uuid() });
export const postScheduleInput = postIdInput.extend({
  revision: z.number().int(),
  /** In the past or now means at once. */
  scheduledAt: instant,
});
export const postScheduleNextSlotInput = postIdInput.extend({ revision: z.number().int() });
export const postRescheduleInput = postIdInput.extend({ scheduledAt: instant });

/** One thing that keeps a target from being published. `code` is an i18n key under `issues`. */
export const issue = z.object({
  connectionId: z.uuid().nullable(),
  field: z.enum(["text", "media", "kind", "options", "targets", "connection", "scheduledAt"]),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  severity: z.enum(["error", "warning"]),
});
export type Issue = z.infer<typeof issue>;

/** One piece of a post that is public on its network by itself: a part of a thread, a first comment. */
export const publicPart = z.object({
  remoteId: z.string().optional(),
  remoteUrl: z.string().optional(),
  /** ISO 8601. */
  at: z.string(),
});

export const targetOutput = z.object({
  id: z.uuid(),
  connectionId: z.uuid(),
  platform: z.string(),
  handle: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  kind: z.string(),
  text: z.string().nullable(),
  mediaIds: z.array(z.string()).nullable(),
  options: optionValues,
  status: targetStatus,
  scheduledAt: z.date().nullable(),
  publishedAt: z.date().nullable(),
  /** What several calls made public so far, in order, the first part first. */
  publicParts: z.array(publicPart),
  /** A person asked to delete it on the network, and that is under way. */
  removeAskedAt: z.date().nullable(),
  removedAt: z.date().nullable(),
  remoteId: z.string().nullable(),
  remoteUrl: z.string().nullable(),
  error: z
    .object({
      code: z.string(),
      /** i18n key under `errors`. */
      message: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
      providerCode: z.string().nullable(),
    })
    .nullable(),
  evidence: z.string().nullable(),
  nextCheckAt: z.date().nullable(),
});
export type TargetOutput = z.infer<typeof targetOutput>;

export const postMediaOutput = z.object({
  id: z.uuid(),
  kind: z.enum(["image", "video"]),
  url: z.string(),
  thumbnailUrl: z.string().nullable(),
  width: z.number().int(),
  height: z.number().int(),
  durationMs: z.number().int().nullable(),
  altText: z.string(),
});

export const postOutput = z.object({
  id: z.uuid(),
  state: postState,
  text: z.string(),
  media: z.array(postMediaOutput),
  targets: z.array(targetOutput),
  scheduledAt: z.date().nullable(),
  /** Of a draft: the days on which it is to come again. */
  repeat: seriesRule.nullable(),
  timeZone: z.string(),
  latePolicy,
  /** The series it is an occurrence of; detached once a person changed it. */
  series: z.object({ id: z.uuid(), detached: z.boolean() }).nullable(),
  revision: z.number().int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  /** Nobody may change it any more: something is on its way or out. */
  editable: z.boolean(),
});
export type PostOutput = z.infer<typeof postOutput>;
export const postSaveOutput = z.object({ post: postOutput, issues: z.array(issue) });

export const calendarInput = z.object({
  from: instant,
  to: instant,
  connectionIds: z.array(z.uuid()).max(50).optional(),
  platforms: z.array(z.string()).max(20).optional(),
  states: z.array(postState).max(12).optional(),
});
/** Posts with a time inside the range (drafts with a time included), soonest first; at most 1,000. */
export const calendarOutput = z.object({ posts: z.array(postOutput), truncated: z.boolean() });

export const postListInput = z.object({
  state: postState.optional(),
  /** Any of these; wins over `state`. */
  states: z.array(postState).max(12).optional(),
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export const postListOutput = z.object({ posts: z.array(postOutput), nextCursor: z.uuid().nullable() });

export const validateInput = postContentInput.extend({
  scheduledAt: instant.nullable(),
  /** The post it is about, where it is stored already: it does not count against itself. */
  postId: z.uuid().nullish(),
});
export const validateOutput = z.object({ issues: z.array(issue) });
