import { describe, expect, it } from "vitest";
import { addDays, instantOf, isDate, startOfDay, startOfWeek, todayIn, wallTimeOf } from "./zoned-time.ts";

const PARIS = "Europe/Paris";
const iso = (date: Date) => date.toISOString();

describe("wall time and instants", () => {
  it("gives back the wall time it was given, all over the world", () => {
    for (const zone of [PARIS, "America/New_York", "Asia/Kolkata", "Pacific/Chatham", "UTC"]) {
      const wall = { date: "2026-07-14", time: "09:45" };
      expect(wallTimeOf(instantOf(wall, zone), zone)).toEqual(wall);
    }
  });

  it("keeps 09:00 at 09:00 on both sides of the spring change", () => {
    expect(iso(instantOf({ date: "2026-03-28", time: "09:00" }, PARIS))).toBe("2026-03-28T08:00:00.000Z");
    expect(iso(instantOf({ date: "2026-03-29", time: "09:00" }, PARIS))).toBe("2026-03-29T07:00:00.000Z");
  });

  it("moves a time that the spring change skips as far forward", () => {
    const at = instantOf({ date: "2026-03-29", time: "02:30" }, PARIS);
    expect(wallTimeOf(at, PARIS)).toEqual({ date: "2026-03-29", time: "03:30" });
  });

  it("takes the first of a time that the autumn change repeats", () => {
    expect(iso(instantOf({ date: "2026-10-25", time: "02:30" }, PARIS))).toBe("2026-10-25T00:30:00.000Z");
  });

  it("starts a day with its first instant, also where midnight is skipped", () => {
    // Lebanon goes from 00:00 to 01:00.
    expect(wallTimeOf(startOfDay("2026-03-29", "Asia/Beirut"), "Asia/Beirut").time).toBe("01:00");
  });

  it("knows that it is already tomorrow elsewhere", () => {
    const now = new Date("2026-11-20T23:30:00Z");
    expect(todayIn("UTC", now)).toBe("2026-11-20");
    expect(todayIn(PARIS, now)).toBe("2026-11-21");
  });
});

describe("dates", () => {
  it("a week starts on the day the language starts it", () => {
    expect(startOfWeek("2026-11-20", 1)).toBe("2026-11-16");
    expect(startOfWeek("2026-11-20", 0)).toBe("2026-11-15");
    expect(startOfWeek("2026-11-16", 1)).toBe("2026-11-16");
  });

  it("adds days over month ends and leap days", () => {
    expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  });

  it("refuses what is no date", () => {
    for (const value of ["2026-02-30", "tomorrow", "2026-1-1", "", "2026-11-20T10:00"])
      expect(isDate(value)).toBe(false);
    expect(isDate("2026-02-28")).toBe(true);
  });
});
