import { expect, test } from "vitest";
import { isRareDay, monthlyChoices, movedRule, ruleOf } from "./repeat.ts";

test("a monthly post comes again on its number, on its weekday’s place, or on the last of either", () => {
  expect(monthlyChoices("2026-03-10")).toEqual([
    { type: "day", day: 10 },
    { type: "weekday", nth: 2, weekday: 2 },
  ]);
  expect(monthlyChoices("2026-03-31")).toEqual([
    { type: "day", day: 31 },
    { type: "weekday", nth: 5, weekday: 2 },
    { type: "weekday", nth: -1, weekday: 2 },
    { type: "day", day: -1 },
  ]);
});

test("a rule follows its first day, unless the person chose days of their own", () => {
  const weekly = ruleOf("weekly", "2026-03-29");
  expect(weekly).toMatchObject({ weekdays: [7] });
  expect(movedRule(weekly, "2026-03-29", "2026-03-30")).toMatchObject({ weekdays: [1] });
  const chosen = { ...weekly, weekdays: [2, 4] } as typeof weekly;
  expect(movedRule(chosen, "2026-03-29", "2026-03-30")).toBe(chosen);
  const monthly = ruleOf("monthly", "2026-03-10");
  expect(movedRule(monthly, "2026-03-10", "2026-03-12")).toMatchObject({ on: { type: "day", day: 12 } });
});

test("another frequency keeps how often and until when", () => {
  const rule = { ...ruleOf("daily", "2026-03-29"), interval: 3, ends: { type: "count", count: 5 } } as const;
  expect(ruleOf("weekly", "2026-03-29", rule)).toMatchObject({ interval: 3, ends: { count: 5 } });
});

test("days that some months lack are known", () => {
  expect([28, 29, 31, -1].map((day) => isRareDay({ type: "day", day }))).toEqual([false, true, true, false]);
  expect(isRareDay({ type: "weekday", nth: 5, weekday: 1 })).toBe(true);
});
