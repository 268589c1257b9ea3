import {
  addDays,
  addMonths,
  daysBetween,
  instantOf,
  startOfDay,
  startOfMonth,
  startOfWeek,
  todayIn,
  wallTimeOf,
} from "#app/lib/zoned-time.ts";
import type { CalendarSearch, CalendarView } from "./calendar-search.ts";

/** The list shows four weeks from its date on. */
export const LIST_DAYS = 28;

/** Sunday in English, Monday in French. */
export const firstDayOfWeek = (locale: string): number => (locale === "en" ? 0 : 1);

export interface Period {
  /** Days as the grid shows them: first, and the one after the last. */
  firstDate: string;
  endDate: string;
  /** The same as instants. */
  from: Date;
  to: Date;
}

function days(view: CalendarView, date: string, firstDay: number): [string, number] {
  switch (view) {
    case "month": {
      const first = startOfWeek(startOfMonth(date), firstDay);
      const last = addDays(startOfMonth(addMonths(startOfMonth(date), 1)), -1);
      return [first, daysBetween(first, startOfWeek(last, firstDay)) + 7];
    }
    case "week":
      return [startOfWeek(date, firstDay), 7];
    case "day":
      return [date, 1];
    case "list":
      return [date, LIST_DAYS];
  }
}

/** What a view around a date covers, in days of the workspace's zone; a month is shown in whole weeks. */
export function periodOf(view: CalendarView, date: string, timeZone: string, firstDay: number): Period {
  const [firstDate, count] = days(view, date, firstDay);
  const endDate = addDays(firstDate, count);
  return { firstDate, endDate, from: startOfDay(firstDate, timeZone), to: startOfDay(endDate, timeZone) };
}

/** A date in the period before or after. */
export function stepDate(view: CalendarView, date: string, direction: 1 | -1): string {
  switch (view) {
    case "month":
      return addMonths(startOfMonth(date), direction);
    case "week":
      return addDays(date, 7 * direction);
    case "day":
      return addDays(date, direction);
    case "list":
      return addDays(date, LIST_DAYS * direction);
  }
}

/** `November 2026`, `Nov 15 – 21, 2026`, `Friday, November 20, 2026`. */
export function periodTitle(view: CalendarView, date: string, period: Period, locale: string): string {
  // Days, not instants: noon UTC of a date is that date in UTC, whatever the workspace's zone is.
  const day = (value: string) => new Date(`${value}T12:00:00Z`);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  if (view === "month") return format({ month: "long", year: "numeric" }).format(day(date));
  if (view === "day") return format({ dateStyle: "full" }).format(day(date));
  return format({ day: "numeric", month: "short", year: "numeric" }).formatRange(
    day(period.firstDate),
    day(addDays(period.endDate, -1)),
  );
}

const DEFAULT_TIME = "10:00";
const QUARTER_MS = 15 * 60_000;
const LEAD_MS = 5 * 60_000;

/**
 * The time proposed for a new post on a day: ten in the morning, or today, when that is past, the next quarter of an
 * hour at least five minutes away. null for a day that is over.
 */
export function proposeTime(date: string, timeZone: string, now: Date): Date | null {
  const today = todayIn(timeZone, now);
  if (date < today) return null;
  const morning = instantOf({ date, time: DEFAULT_TIME }, timeZone);
  if (morning.getTime() >= now.getTime() + LEAD_MS) return morning;
  return new Date(Math.ceil((now.getTime() + LEAD_MS) / QUARTER_MS) * QUARTER_MS);
}

/** What the server is asked for. */
export function calendarQuery(search: CalendarSearch, period: Period) {
  return {
    from: period.from,
    to: period.to,
    ...(search.accounts.length > 0 ? { connectionIds: search.accounts } : {}),
    ...(search.networks.length > 0 ? { platforms: search.networks } : {}),
    ...(search.states.length > 0 ? { states: search.states } : {}),
  };
}

/** The day an instant falls on in a zone. */
export const dateOf = (at: Date, timeZone: string): string => wallTimeOf(at, timeZone).date;
