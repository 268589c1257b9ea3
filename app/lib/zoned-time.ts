import { Temporal } from "temporal-polyfill";

/** A day and a time on the clocks of some zone; what a person means by "Sunday at half past two". */
export interface WallTime {
  /** `2026-03-29` */
  date: string;
  /** `14:30` */
  time: string;
}

const zoned = (at: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);

/** What the clocks of a zone show at an instant. */
export function wallTimeOf(at: Date, timeZone: string): WallTime {
  const local = zoned(at, timeZone);
  return {
    date: local.toPlainDate().toString(),
    time: local.toPlainTime().toString({ smallestUnit: "minute" }),
  };
}

/**
 * The instant at which the clocks of a zone show this. A time that the spring change skips becomes the one as much
 * later (02:30 → 03:30); of a time that the autumn change repeats, the first is meant.
 */
export function instantOf({ date, time }: WallTime, timeZone: string): Date {
  const local = Temporal.PlainDate.from(date).toZonedDateTime({
    timeZone,
    plainTime: Temporal.PlainTime.from(time),
  });
  return new Date(local.epochMilliseconds);
}

/** `moved`: the clocks skip this time. `repeated`: they show it twice. */
export type ClockMark = "moved" | "repeated";

/** Whether a time needs a decision on the clocks of a zone; null for nearly all. `instantOf` is that decision. */
export function clockMark({ date, time }: WallTime, timeZone: string): ClockMark | null {
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = local.toZonedDateTime(timeZone, { disambiguation: "later" });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return null;
  return earlier.toPlainDateTime().equals(local) ? "repeated" : "moved";
}

/** The same time on the clocks of a zone, so many days later; what the clocks skip moves forward. */
export function daysLater(at: Date, days: number, timeZone: string): Date {
  const { date, time } = wallTimeOf(at, timeZone);
  const moved = instantOf({ date: addDays(date, days), time }, timeZone);
  // Seconds and less are no matter of wall clocks and are kept as they are.
  return new Date(moved.getTime() + (at.getTime() % 60_000));
}

/** Today's date in a zone. */
export const todayIn = (timeZone: string, now: Date): string => wallTimeOf(now, timeZone).date;

/** The first instant of a day in a zone; not always midnight. */
export const startOfDay = (date: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);

export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** The same day of another month, or that month's last. */
export const addMonths = (date: string, months: number): string =>
  Temporal.PlainDate.from(date).add({ months }).toString();

/** Whole days from one date to a later one. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: "day" }).days;

export const startOfMonth = (date: string): string =>
  Temporal.PlainDate.from(date).with({ day: 1 }).toString();

/** The last `firstDay` (0 Sunday … 6 Saturday) on or before a date. */
export function startOfWeek(date: string, firstDay: number): string {
  const day = Temporal.PlainDate.from(date);
  return day.subtract({ days: (day.dayOfWeek - firstDay + 7) % 7 }).toString();
}

/** True for a real date in the form `2026-03-29`. */
export function isDate(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    Temporal.PlainDate.from(value, { overflow: "reject" });
    return true;
  } catch {
    return false;
  }
}
