import { z } from "zod";
import { latePolicy, type PostContentInput, targetInput } from "#server/features/posts/schema.ts";
import { type SeriesPlan, seriesRule } from "#server/features/series-rule.ts";
import type { SeriesRow } from "./repo.ts";
import type { SeriesInput } from "./schema.ts";

/** What a series row holds, in the words of posts and of the calendar. */

const ids = z.array(z.string());
const targets = z.array(targetInput);

export const contentOf = (row: SeriesRow): PostContentInput => ({
  text: row.text,
  mediaIds: ids.parse(row.mediaIds),
  targets: targets.parse(row.targets),
  timeZone: row.timeZone,
  latePolicy: row.latePolicy,
});

export const planOf = (row: SeriesRow): SeriesPlan => ({
  rule: seriesRule.parse(row.rule),
  startsOn: row.startsOn,
  time: row.time,
  timeZone: row.timeZone,
});

/** The columns a person fills in. */
export const columnsOf = ({
  text,
  mediaIds,
  targets: chosen,
  rule,
  startsOn,
  time,
  timeZone,
  ...rest
}: SeriesInput) => ({
  ...{ text, mediaIds, targets: chosen, rule, startsOn, time, timeZone },
  latePolicy: latePolicy.catch("publish").parse(rest.latePolicy),
});

export const contentOfInput = ({
  text,
  mediaIds,
  targets: chosen,
  timeZone,
  latePolicy,
}: SeriesInput): PostContentInput => ({
  ...{ text, mediaIds, targets: chosen, timeZone },
  ...(latePolicy ? { latePolicy } : {}),
});
