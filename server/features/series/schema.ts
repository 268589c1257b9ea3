import { z } from "zod";
import { issue, latePolicy, postContentInput, postState, timeZone } from "#server/features/posts/schema.ts";
import { calendarDate, seriesRule, wallTime } from "#server/features/series-rule.ts";

export type { SeriesRule } from "#server/features/series-rule.ts";

/** When a series comes. */
export const seriesPlan = z.object({
  rule: seriesRule,
  /** First day the rule counts from. */
  startsOn: calendarDate,
  /** On the clocks of the zone. */
  time: wallTime,
  timeZone,
});

/** What goes out each time, and when. The zone is the posts' own, too. */
export const seriesInput = postContentInput.extend(seriesPlan.shape);
export type SeriesInput = z.infer<typeof seriesInput>;

export const seriesIdInput = z.object({ seriesId: z.uuid() });

/** `draftId`: a draft that becomes the series and is a draft no longer. */
export const seriesCreateInput = seriesInput.extend({ draftId: z.uuid().nullable().default(null) });
export const seriesUpdateInput = seriesInput.extend({ seriesId: z.uuid(), revision: z.number().int() });

export const occurrenceOutput = z.object({
  /** The day of the rule, `2026-03-29`: its name within the series. */
  date: z.string(),
  at: z.date(),
  /** What the clocks show then. */
  shownOn: z.string(),
  time: z.string(),
  /** Distance to UTC, `+02:00`. */
  offset: z.string(),
  /** `moved`: the clocks skip that time, so it goes out later. `repeated`: they show it twice, and the first is meant. */
  mark: z.enum(["moved", "repeated"]).nullable(),
});
export type OccurrenceOutput = z.infer<typeof occurrenceOutput>;

export const seriesPreviewOutput = z.object({
  /** The next ten at most. */
  occurrences: z.array(occurrenceOutput),
});

export const seriesStatus = z.enum(["active", "paused", "ended"]);

export const seriesOutput = z.object({
  id: z.uuid(),
  status: seriesStatus,
  text: z.string(),
  targets: z.array(
    z.object({
      connectionId: z.uuid(),
      platform: z.string(),
      handle: z.string(),
      kind: z.string(),
      text: z.string().nullable(),
      mediaIds: z.array(z.string()).nullable(),
      options: z.record(z.string(), z.union([z.string(), z.boolean()])),
    }),
  ),
  media: z.array(
    z.object({
      id: z.uuid(),
      kind: z.enum(["image", "video"]),
      url: z.string(),
      thumbnailUrl: z.string().nullable(),
      width: z.number().int(),
      height: z.number().int(),
      durationMs: z.number().int().nullable(),
      altText: z.string(),
    }),
  ),
  latePolicy,
  ...seriesPlan.shape,
  revision: z.number().int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  /** The next one that goes out; null when none is left, or the series does not run. */
  nextAt: z.date().nullable(),
});
export type SeriesOutput = z.infer<typeof seriesOutput>;

/** A coming occurrence and what has become of it so far. */
export const seriesDay = occurrenceOutput.extend({
  /** null while it is too far ahead to be a post, or was taken out. */
  post: z
    .object({ id: z.uuid(), state: postState, detached: z.boolean(), scheduledAt: z.date().nullable() })
    .nullable(),
  /** A person deleted this one. */
  skipped: z.boolean(),
});
export type SeriesDay = z.infer<typeof seriesDay>;
export const seriesDetailOutput = z.object({ series: seriesOutput, days: z.array(seriesDay) });
export const seriesListInput = z.object({
  cursor: z.uuid().nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
/** The newest first. */
export const seriesListOutput = z.object({
  series: z.array(seriesOutput),
  nextCursor: z.uuid().nullable(),
});

/** Refused when an issue is an error: then `series` is what it was, or null when there is none. */
export const seriesSaveOutput = z.object({ series: seriesOutput.nullable(), issues: z.array(issue) });
