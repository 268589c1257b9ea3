/** Times as people read them: always in a named zone, never in whatever zone the browser happens to be. */

export interface TimeContext {
  locale: string;
  /** IANA zone, e.g. `Europe/Paris`. */
  timeZone: string;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making an Intl formatter costs far more than using it, and a calendar uses hundreds. */
function formatter(context: TimeContext, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${context.locale}|${context.timeZone}|${JSON.stringify(options)}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(context.locale, { ...options, timeZone: context.timeZone });
  formatters.set(key, made);
  return made;
}

/** `2:05 PM`, `14:05` */
export const formatTime = (at: Date, context: TimeContext): string =>
  // Where the day has 24 hours, times stand under each other with two digits each.
  formatter(context, { hour: context.locale === "en" ? "numeric" : "2-digit", minute: "2-digit" }).format(at);

/** `2:05:09 PM`, for what happens within a minute. */
export const formatClock = (at: Date, context: TimeContext): string =>
  formatter(context, {
    hour: context.locale === "en" ? "numeric" : "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);

/** `Fri, Nov 20`, with the year when it is not this one. */
export function formatDay(at: Date, context: TimeContext, now = new Date()): string {
  const year = (date: Date) => formatter({ ...context, locale: "en" }, { year: "numeric" }).format(date);
  const options: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };
  return formatter(context, year(at) === year(now) ? options : { ...options, year: "numeric" }).format(at);
}

/** `Fri, Nov 20, 2:05 PM`, `ven. 20 nov. à 14:05` */
export const formatDateTime = (at: Date, context: TimeContext, now = new Date()): string =>
  [formatDay(at, context, now), formatTime(at, context)].join(context.locale === "fr" ? " à " : ", ");

/** Everything there is to know about an instant, for titles: `Friday, November 20, 2026 at 2:05:09 PM GMT+1`. */
export const formatExact = (at: Date, context: TimeContext): string =>
  formatter(context, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(at);

/** The zone's name and what it is ahead of UTC at that instant: `Europe/Paris (GMT+1)`. */
export function formatZone(timeZone: string, locale: string, at = new Date()): string {
  if (timeZone === "UTC") return "UTC";
  const parts = formatter({ locale, timeZone }, { timeZoneName: "shortOffset" }).formatToParts(at);
  const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  const name = timeZone.replaceAll("_", " ");
  return offset ? `${name} (${offset})` : name;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MONTH_MS = 2_629_800_000;
const YEAR_MS = 31_557_600_000;

/** Unit of a distance, the first whose limit is not reached. Days go on for long: "in 44 days" plans better than "next month". */
const STEPS: { unit: Intl.RelativeTimeFormatUnit; unitMs: number; belowMs: number }[] = [
  { unit: "second", unitMs: 1_000, belowMs: MINUTE_MS / 2 },
  { unit: "minute", unitMs: MINUTE_MS, belowMs: HOUR_MS },
  { unit: "hour", unitMs: HOUR_MS, belowMs: DAY_MS },
  { unit: "day", unitMs: DAY_MS, belowMs: 60 * DAY_MS },
  { unit: "month", unitMs: MONTH_MS, belowMs: 2 * YEAR_MS },
  { unit: "year", unitMs: YEAR_MS, belowMs: Number.POSITIVE_INFINITY },
];

/** What happened within half a minute: "now" would be an order after most words it follows. */
const JUST_NOW: Record<string, string> = { en: "just now", fr: "à l’instant" };

/** `in 3 hours`, `5 minutes ago`, `tomorrow`, `just now` or `now` within half a minute. Rounds to the nearest unit. */
export function formatRelative(at: Date, now: Date, locale: string): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const deltaMs = at.getTime() - now.getTime();
  const step = STEPS.find(({ belowMs }) => Math.abs(deltaMs) < belowMs);
  if (!step || step.unit === "second")
    return (deltaMs <= 0 ? JUST_NOW[locale] : undefined) ?? words.format(0, "second");
  return words.format(Math.round(deltaMs / step.unitMs), step.unit);
}

/** A length of time in its largest unit: `24 hours`, `60 days`. */
export function formatDuration(ms: number, locale: string): string {
  const units: [string, number][] = [
    ["day", DAY_MS],
    ["hour", HOUR_MS],
    ["minute", MINUTE_MS],
  ];
  // A day is still said as 24 hours; from two days on, days read better.
  const [unit, unitMs] = units.find(([name, size]) => ms >= (name === "day" ? 2 : 1) * size) ?? [
    "second",
    1_000,
  ];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.round(ms / unitMs),
  );
}
