import { expect, test } from "vitest";
import { quickTimes, withDay, withTime } from "./quick-times.ts";

const PARIS = "Europe/Paris";
/** Friday, November 20, 2026, 14:30 in Paris. */
const friday = new Date("2026-11-20T13:30:00Z");

test("tonight, tomorrow and Monday are days of the post's zone, not of the browser's", () => {
  expect(quickTimes(friday, PARIS)).toEqual([
    { id: "tonight", at: "2026-11-20T18:00" },
    { id: "tomorrow", at: "2026-11-21T09:00" },
    { id: "monday", at: "2026-11-23T09:00" },
  ]);
  expect(quickTimes(friday, "Pacific/Kiritimati").map(({ at }) => at)).toEqual([
    "2026-11-21T18:00",
    "2026-11-22T09:00",
    "2026-11-23T09:00",
  ]);
});

test("an evening that has begun is not offered, and Monday is not offered twice on a Sunday", () => {
  const sundayNight = new Date("2026-11-22T20:00:00Z");
  expect(quickTimes(sundayNight, PARIS)).toEqual([{ id: "tomorrow", at: "2026-11-23T09:00" }]);
});

test("a new day keeps the time, and a first day begins in the morning or at the next full hour", () => {
  expect(withDay("2026-11-21T18:45", "2026-11-24", friday, PARIS)).toBe("2026-11-24T18:45");
  expect(withDay(null, "2026-11-24", friday, PARIS)).toBe("2026-11-24T09:00");
  expect(withDay(null, "2026-11-20", friday, PARIS)).toBe("2026-11-20T15:00");
});

test("a first time without a day is the next time the clock shows it", () => {
  expect(withTime(null, "18:00", friday, PARIS)).toBe("2026-11-20T18:00");
  expect(withTime(null, "08:00", friday, PARIS)).toBe("2026-11-21T08:00");
  expect(withTime("2026-12-01T09:00", "08:00", friday, PARIS)).toBe("2026-12-01T08:00");
});
