import { Temporal } from "temporal-polyfill";
import type { SeriesRule } from "#server/features/series/schema.ts";

export type Frequency = SeriesRule["frequency"];
export type MonthlyOn = Extract<SeriesRule, { frequency: "monthly" }>["on"];

/** 1 Monday to 7 Sunday. */
export const weekdayOf = (date: string): number => Temporal.PlainDate.from(date).dayOfWeek;

/** What somebody means who says "weekly" about a first day. */
export function ruleOf(frequency: Frequency, firstDay: string, before?: SeriesRule): SeriesRule {
  const common = { interval: before?.interval ?? 1, ends: before?.ends ?? ({ type: "never" } as const) };
  switch (frequency) {
    case "daily":
      return { frequency, ...common };
    case "weekly":
      return { frequency, weekdays: [weekdayOf(firstDay)], ...common };
    case "monthly":
      return { frequency, on: monthlyChoices(firstDay)[0] ?? { type: "day", day: 1 }, ...common };
  }
}

/** The ways in which a first day can come again every month: its number, its weekday's place, and the last of each. */
export function monthlyChoices(firstDay: string): MonthlyOn[] {
  const { day, dayOfWeek, daysInMonth } = Temporal.PlainDate.from(firstDay);
  const choices: MonthlyOn[] = [
    { type: "day", day },
    { type: "weekday", nth: Math.ceil(day / 7), weekday: dayOfWeek },
  ];
  if (day + 7 > daysInMonth) choices.push({ type: "weekday", nth: -1, weekday: dayOfWeek });
  if (day === daysInMonth) choices.push({ type: "day", day: -1 });
  return choices;
}

/** The rule after its first day was moved: what was derived from the old day is derived from the new one. */
export function movedRule(rule: SeriesRule, from: string | null, to: string): SeriesRule {
  if (from === null || rule.frequency === "daily") return rule;
  if (rule.frequency === "weekly")
    return rule.weekdays.length === 1 && rule.weekdays[0] === weekdayOf(from)
      ? { ...rule, weekdays: [weekdayOf(to)] }
      : rule;
  const place = monthlyChoices(from).findIndex((on) => JSON.stringify(on) === JSON.stringify(rule.on));
  const choices = monthlyChoices(to);
  return place < 0 ? rule : { ...rule, on: choices[place] ?? choices[0] ?? rule.on };
}

/** True for days that some months do not have. */
export const isRareDay = (on: MonthlyOn): boolean => (on.type === "day" ? on.day > 28 : on.nth === 5);
