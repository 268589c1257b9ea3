import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { SeriesRule } from "#server/features/series/schema.ts";

/** A Monday; the days after it are the rest of its week. */
const MONDAY_MS = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

/** `Monday`, `lundi`: 1 Monday to 7 Sunday. */
export const weekdayName = (
  weekday: number,
  locale: string,
  width: "long" | "short" | "narrow" = "long",
): string =>
  new Intl.DateTimeFormat(locale, { weekday: width, timeZone: "UTC" }).format(
    new Date(MONDAY_MS + (weekday - 1) * DAY_MS),
  );

/** `March 29, 2026`: days of a calendar, whatever zone the browser is in. */
export const dayInWords = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(
    new Date(`${date}T12:00:00Z`),
  );

type MonthlyOn = Extract<SeriesRule, { frequency: "monthly" }>["on"];

export function monthlyWords(on: MonthlyOn, t: TFunction<"series">, locale: string): string {
  if (on.type === "day") return on.day === -1 ? t("on.lastDay") : t("on.day", { day: on.day });
  const weekday = weekdayName(on.weekday, locale);
  return t(`on.weekday.${on.nth === -1 ? "last" : on.nth}`, { weekday });
}

function daysOf(rule: SeriesRule, t: TFunction<"series">, locale: string): string {
  const count = rule.interval;
  switch (rule.frequency) {
    case "daily":
      return t("every.daily", { count });
    case "weekly": {
      const names = [...rule.weekdays].sort().map((day) => weekdayName(day, locale));
      return t("every.weekly", { count, days: new Intl.ListFormat(locale).format(names) });
    }
    case "monthly":
      return t("every.monthly", { count, day: monthlyWords(rule.on, t, locale) });
  }
}

function endOf({ ends }: SeriesRule, t: TFunction<"series">, locale: string): string {
  switch (ends.type) {
    case "never":
      return "";
    case "until":
      return t("until", { date: dayInWords(ends.date, locale) });
    case "count":
      return t("times", { count: ends.count });
  }
}

/** `Every 2 weeks on Monday and Friday, until March 29, 2026`. */
export function useRuleWords(): (rule: SeriesRule) => string {
  const { t, i18n } = useTranslation("series");
  const locale = i18n.language;
  return (rule) => [daysOf(rule, t, locale), endOf(rule, t, locale)].filter(Boolean).join(", ");
}
