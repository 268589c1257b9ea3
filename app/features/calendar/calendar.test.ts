import { describe, expect, it } from "vitest";
import { isFiltered, readCalendarSearch, writeCalendarSearch } from "./calendar-search.ts";
import { nextSpot } from "./cursor.ts";
import { calendarQuery, periodOf, periodTitle, proposeTime, stepDate } from "./period.ts";
import { droppedAt } from "./post-events.ts";

const PARIS = "Europe/Paris";
const ACCOUNT = "0197f1a0-0000-7000-8000-000000000001";
const read = (search: string) => readCalendarSearch(new URLSearchParams(search));

describe("a post that is dropped", () => {
  const at = (scheduledAt: string, timeZone: string) => ({ scheduledAt: new Date(scheduledAt), timeZone });

  it("on another day keeps its time on the clocks of its own zone, across a change of them", () => {
    const paris = at("2026-03-28T09:00:00Z", PARIS);
    const drop = new Date("2026-03-29T09:00:00Z");
    expect(droppedAt(paris, drop, PARIS, true)).toEqual(new Date("2026-03-29T08:00:00Z"));
    const newYork = at("2026-03-07T15:00:00Z", "America/New_York");
    const later = new Date("2026-03-09T15:00:00Z");
    expect(droppedAt(newYork, later, PARIS, true)).toEqual(new Date("2026-03-09T14:00:00Z"));
    expect(droppedAt(newYork, new Date("2026-03-06T15:00:00Z"), PARIS, true)).toEqual(
      new Date("2026-03-06T15:00:00Z"),
    );
  });

  it("at another time goes out at the time of the column it was dropped in", () => {
    const drop = new Date("2026-03-29T09:35:00Z");
    expect(droppedAt(at("2026-03-28T09:00:00Z", "Asia/Tokyo"), drop, PARIS, false)).toEqual(drop);
  });
});

describe("the calendar's address", () => {
  it("says everything that is shown, and reading it gives it back", () => {
    const search = {
      view: "week" as const,
      date: "2026-03-29",
      accounts: [ACCOUNT],
      networks: ["instagram", "tiktok"],
      states: ["failed" as const, "unknown" as const],
    };
    expect(readCalendarSearch(writeCalendarSearch(search))).toEqual(search);
  });

  it("is empty when nothing was chosen", () => {
    expect(writeCalendarSearch(read("")).toString()).toBe("");
    expect(isFiltered(read("view=day&date=2026-01-01"))).toBe(false);
  });

  it("leaves nonsense out instead of failing", () => {
    expect(read("view=year&date=2026-02-30&accounts=me,%20&networks=../x&states=lost,failed,failed")).toEqual(
      {
        view: null,
        date: null,
        accounts: [],
        networks: [],
        states: ["failed"],
      },
    );
  });

  it("asks the server for nothing that was not chosen", () => {
    const period = periodOf("day", "2026-11-20", "UTC", 1);
    expect(Object.keys(calendarQuery(read(""), period))).toEqual(["from", "to"]);
    expect(calendarQuery(read("states=failed"), period)).toMatchObject({ states: ["failed"] });
  });
});

describe("periods", () => {
  it("a month is as many whole weeks as it touches, from Monday in French and Sunday in English", () => {
    const dates = (date: string, firstDay: number) => {
      const { firstDate, endDate } = periodOf("month", date, PARIS, firstDay);
      return [firstDate, endDate];
    };
    expect(dates("2026-11-20", 1)).toEqual(["2026-10-26", "2026-12-07"]);
    expect(dates("2026-11-20", 0)).toEqual(["2026-11-01", "2026-12-06"]);
    expect(dates("2027-02-10", 1)).toEqual(["2027-02-01", "2027-03-01"]);
  });

  it("a week with the spring change in it is an hour shorter, and ends at midnight all the same", () => {
    const week = periodOf("week", "2026-03-29", PARIS, 1);
    expect(week.to.getTime() - week.from.getTime()).toBe((7 * 24 - 1) * 3_600_000);
    expect(week.to.toISOString()).toBe("2026-03-29T22:00:00.000Z");
  });

  it("stepping back undoes stepping on", () => {
    expect(stepDate("month", "2026-01-31", 1)).toBe("2026-02-01");
    for (const view of ["week", "day", "list"] as const)
      expect(stepDate(view, stepDate(view, "2026-03-01", 1), -1)).toBe("2026-03-01");
  });

  it("names the day that was asked for, whatever the zone", () => {
    const period = periodOf("day", "2026-11-20", "Pacific/Kiritimati", 1);
    expect(periodTitle("day", "2026-11-20", period, "en")).toBe("Friday, November 20, 2026");
    expect(periodTitle("month", "2026-11-20", period, "fr")).toBe("novembre 2026");
  });
});

describe("the time proposed for a new post", () => {
  const now = new Date("2026-03-28T20:07:00Z");
  const propose = (date: string) => proposeTime(date, PARIS, now)?.toISOString();

  it("is ten in the morning there, also on the day the clocks change", () => {
    expect(propose("2026-03-29")).toBe("2026-03-29T08:00:00.000Z");
    expect(propose("2026-03-30")).toBe("2026-03-30T08:00:00.000Z");
  });

  it("is the next quarter of an hour when it is later than that today", () => {
    expect(propose("2026-03-28")).toBe("2026-03-28T20:15:00.000Z");
  });

  it("does not exist for a day that is over", () => {
    expect(propose("2026-03-27")).toBeUndefined();
  });
});

describe("the keyboard in the calendar", () => {
  it("goes down through a day's posts and on to the next week, and back up", () => {
    const day = { date: "2026-11-20", index: -1 };
    const first = nextSpot(day, "ArrowDown", "month", 2);
    const second = nextSpot(first, "ArrowDown", "month", 2);
    expect([first.index, second.index]).toEqual([0, 1]);
    expect(nextSpot(second, "ArrowDown", "month", 2)).toEqual({ date: "2026-11-27", index: -1 });
    expect(nextSpot(first, "ArrowUp", "month", 2)).toEqual(day);
    expect(nextSpot(day, "ArrowUp", "month", 2)).toEqual({ date: "2026-11-13", index: -1 });
  });

  it("goes sideways over the end of a month", () => {
    expect(nextSpot({ date: "2026-11-30", index: 3 }, "ArrowRight", "week", 4)).toEqual({
      date: "2026-12-01",
      index: -1,
    });
  });

  it("stays within the day in a week, where there is no day below", () => {
    const last = { date: "2026-11-20", index: 0 };
    expect(nextSpot(last, "ArrowDown", "week", 1)).toEqual(last);
  });
});
