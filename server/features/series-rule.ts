import { z } from "zod";
import { isDate } from "#server/features/wall-clock.ts";

/** Which days a series comes on. Types and pure code: forms, the service and the stored rows share it. */

const weekday = z.number().int().min(1).max(7);
const interval = z.number().int().min(1).max(99);
const date = z
  .string()
  .refine(isDate, "INVALID_DATE")
  .refine((value) => value >= "1970-01-01" && value < "2200-01-01", "INVALID_DATE");

/** `23:59` at most. */
export const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "INVALID_TIME");
export const calendarDate = date;

/** The longest a counted series may be: some twenty years of weeks. */
const MOST_TIMES = 1000;

const ends = z.discriminatedUnion("type", [
  z.object({ type: z.literal("never") }),
  /** The last day it may come on. */
  z.object({ type: z.literal("until"), date }),
  z.object({ type: z.literal("count"), count: z.number().int().min(1).max(MOST_TIMES) }),
]);

export const seriesRule = z.discriminatedUnion("frequency", [
  z.object({ frequency: z.literal("daily"), interval, ends }),
  z.object({
    frequency: z.literal("weekly"),
    interval,
    /** 1 Monday to 7 Sunday */
    weekdays: z
      .array(weekday)
      .min(1)
      .max(7)
      .refine((days) => new Set(days).size === days.length, "DUPLICATE_WEEKDAY"),
    ends,
  }),
  z.object({
    frequency: z.literal("monthly"),
    interval,
    on: z.discriminatedUnion("type", [
      /** A day of the month; -1 is its last. Months without the day are left out. */
      z.object({
        type: z.literal("day"),
        day: z
          .number()
          .int()
          .min(-1)
          .max(31)
          .refine((day) => day !== 0),
      }),
      /** The nth such weekday; -1 is the last. Months without a fifth are left out. */
      z.object({
        type: z.literal("weekday"),
        nth: z
          .number()
          .int()
          .min(-1)
          .max(5)
          .refine((nth) => nth !== 0),
        weekday,
      }),
    ]),
    ends,
  }),
]);
export type SeriesRule = z.infer<typeof seriesRule>;

/** When a series comes: a rule of days, counted from a first one, at a time on the clocks of a zone. */
export interface SeriesPlan {
  rule: SeriesRule;
  startsOn: string;
  time: string;
  timeZone: string;
}

/** A rule as a row keeps it; null for none, and for one that no version of ours wrote. */
export const storedRule = (stored: unknown): SeriesRule | null =>
  seriesRule
    .nullable()
    .catch(null)
    .parse(stored ?? null);
