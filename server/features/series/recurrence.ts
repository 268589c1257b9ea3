import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import type { SeriesPlan, SeriesRule } from "#server/features/series-rule.ts";
import { addDays, dateIn, type Moment, momentOf } from "#server/features/wall-clock.ts";

/** One coming of a series: the day of its calendar it stands for, and what the clocks make of its time. */
export interface Occurrence extends Omit<Moment, "date"> {
  /** The day the rule names; its name within the series, whatever time it goes out at. */
  date: string;
  /** The day the clocks show; another one where the zone skipped that day altogether. */
  shownOn: string;
}

/** Days are looked for in stretches of this length, this often: a rule that never comes again must end the search. */
const STRETCH_DAYS = 731;
const MOST_STRETCHES = 14;

/**
 * The occurrences after an instant, soonest first, each later than the one before; endless for a rule that never ends,
 * so take what is needed. The days are those of the rule alone, whatever the clocks do; the time is then read on the
 * clocks of the zone: a skipped one moves forward, of a repeated one the first is meant. Where a zone skips a whole
 * day, the occurrence that would move onto the next one's instant is left out.
 */
export function* occurrencesAfter(plan: SeriesPlan, after: Date): Generator<Occurrence, void, void> {
  // Two days back: a moved time may fall on a later date than the rule's.
  const from = addDays(dateIn(after, plan.timeZone), -2);
  let held: Occurrence | undefined;
  for (const date of datesFrom(plan, from)) {
    const { date: shownOn, ...moment } = momentOf(date, plan.time, plan.timeZone);
    if (held && held.at < moment.at && held.at > after) yield held;
    held = { ...moment, date, shownOn };
  }
  if (held && held.at > after) yield held;
}

/** The first so many occurrences after an instant. */
export function nextOccurrences(plan: SeriesPlan, after: Date, count: number): Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesAfter(plan, after)) {
    found.push(occurrence);
    if (found.length === count) break;
  }
  return found;
}

/** The occurrences in (after, until]. */
export function occurrencesBetween(plan: SeriesPlan, after: Date, until: Date): Occurrence[] {
  const found: Occurrence[] = [];
  for (const occurrence of occurrencesAfter(plan, after)) {
    if (occurrence.at > until) break;
    found.push(occurrence);
  }
  return found;
}

const NO_ZONE = "UTC";
const noonOf = (date: string): Temporal.ZonedDateTime =>
  Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: NO_ZONE, plainTime: "12:00" });

/** The days of the rule from a date on. They are counted in a zone without changes: days are no matter of clocks. */
function* datesFrom({ rule, startsOn }: SeriesPlan, from: string): Generator<string, void, void> {
  const days = new RRuleTemporal({ ...optionsOf(rule), dtstart: noonOf(startsOn), tzid: NO_ZONE });
  let first = from > startsOn ? from : startsOn;
  for (let stretch = 0; stretch < MOST_STRETCHES; stretch++) {
    const next = addDays(first, STRETCH_DAYS);
    for (const day of days.between(noonOf(first), noonOf(addDays(next, -1)), true))
      yield day.toString().slice(0, "2026-03-29".length);
    if (rule.ends.type === "until" && next > rule.ends.date) return;
    first = next;
  }
}

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
const dayName = (weekday: number): string => WEEKDAYS[weekday - 1] ?? "MO";

type Options = Omit<Extract<ConstructorParameters<typeof RRuleTemporal>[0], { freq: string }>, "dtstart">;

/** The rule as RFC 5545 writes it; weeks begin on Monday. */
function optionsOf(rule: SeriesRule): Options {
  const { interval } = rule;
  const ends = endOf(rule.ends);
  switch (rule.frequency) {
    case "daily":
      return { freq: "DAILY", interval, ...ends };
    case "weekly":
      return { freq: "WEEKLY", interval, byDay: rule.weekdays.map(dayName), wkst: "MO", ...ends };
    case "monthly":
      return rule.on.type === "day"
        ? { freq: "MONTHLY", interval, byMonthDay: [rule.on.day], ...ends }
        : { freq: "MONTHLY", interval, byDay: [`${rule.on.nth}${dayName(rule.on.weekday)}`], ...ends };
  }
}

function endOf(ends: SeriesRule["ends"]): Pick<Options, "until" | "count"> {
  if (ends.type === "until") return { until: noonOf(ends.date) };
  return ends.type === "count" ? { count: ends.count } : {};
}
