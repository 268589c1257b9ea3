import { Temporal } from "temporal-polyfill";

/** Times as the clocks of a zone show them, turned into instants by one rule everywhere. */

/**
 * Why a wall-clock time needed a decision. `moved`: the clocks skip it, so it becomes the one as much later.
 * `repeated`: the clocks show it twice, and the first is meant.
 */
export type ClockMark = "moved" | "repeated";

export interface Moment {
  at: Date;
  /** What the clocks really show then: another than was asked for where it was moved. */
  date: string;
  time: string;
  /** Distance to UTC at that instant, `+02:00`. */
  offset: string;
  mark: ClockMark | null;
}

/** The instant at which the clocks of an IANA zone show this date (`2026-03-29`) and time (`02:30`). */
export function momentOf(date: string, time: string, timeZone: string): Moment {
  const wanted = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(time));
  const first = wanted.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const meant = wanted.toZonedDateTime(timeZone, { disambiguation: "compatible" });
  const last = wanted.toZonedDateTime(timeZone, { disambiguation: "later" });
  const shown = meant.toPlainDateTime();
  return {
    at: new Date(meant.epochMilliseconds),
    date: shown.toPlainDate().toString(),
    time: shown.toPlainTime().toString({ smallestUnit: "minute" }),
    offset: meant.offset,
    mark: markOf(shown.equals(wanted), first.epochMilliseconds === last.epochMilliseconds),
  };
}

function markOf(exists: boolean, once: boolean): ClockMark | null {
  if (!exists) return "moved";
  return once ? null : "repeated";
}

/** The date an instant falls on in a zone. */
export const dateIn = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

export const addDays = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek;

/** The first instant of a day in a zone; not always midnight. */
export const startOfDay = (date: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);

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
