import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesPlan, SeriesRule } from "#server/features/series-rule.ts";
import { momentOf } from "#server/features/wall-clock.ts";
import { nextOccurrences, type Occurrence, occurrencesBetween } from "./recurrence.ts";

const NEVER = { type: "never" } as const;
const DAILY: SeriesRule = { frequency: "daily", interval: 1, ends: NEVER };

const plan = (more: Partial<SeriesPlan>): SeriesPlan => ({
  rule: DAILY,
  startsOn: "2026-01-01",
  time: "10:00",
  timeZone: "Europe/Paris",
  ...more,
});
/** `2026-03-29 03:30 +02:00 moved` */
const line = ({ shownOn, time, offset, mark }: Occurrence) =>
  [shownOn, time, offset, ...(mark ? [mark] : [])].join(" ");
const lines = (of: SeriesPlan, after: string, count: number) =>
  nextOccurrences(of, new Date(after), count).map(line);
const dates = (rule: SeriesRule, after: string, count: number, startsOn = "2026-01-01") =>
  nextOccurrences(plan({ rule, startsOn }), new Date(after), count).map(({ date }) => date);

describe("a daily time that the spring change skips", () => {
  it("moves forward by as much in Paris, on that day alone", () => {
    expect(lines(plan({ time: "02:30" }), "2026-03-27T12:00:00Z", 4)).toEqual([
      "2026-03-28 02:30 +01:00",
      "2026-03-29 03:30 +02:00 moved",
      "2026-03-30 02:30 +02:00",
      "2026-03-31 02:30 +02:00",
    ]);
  });

  it("moves forward in New York and St. John’s", () => {
    expect(lines(plan({ time: "02:15", timeZone: "America/New_York" }), "2026-03-07T12:00:00Z", 2)).toEqual([
      "2026-03-08 03:15 -04:00 moved",
      "2026-03-09 02:15 -04:00",
    ]);
    expect(lines(plan({ time: "02:45", timeZone: "America/St_Johns" }), "2026-03-07T12:00:00Z", 1)).toEqual([
      "2026-03-08 03:45 -02:30 moved",
    ]);
  });

  it("moves by half an hour where the clocks change by half an hour", () => {
    expect(
      lines(plan({ time: "02:10", timeZone: "Australia/Lord_Howe" }), "2026-10-03T00:00:00Z", 2),
    ).toEqual(["2026-10-04 02:40 +11:00 moved", "2026-10-05 02:10 +11:00"]);
  });

  it("moves when Morocco’s month of other clocks ends", () => {
    expect(lines(plan({ time: "02:30", timeZone: "Africa/Casablanca" }), "2026-03-21T12:00:00Z", 2)).toEqual([
      "2026-03-22 03:30 +01:00 moved",
      "2026-03-23 02:30 +01:00",
    ]);
  });

  it("is left out where a whole day is skipped, as it would fall on the next one’s instant", () => {
    const samoa = plan({ timeZone: "Pacific/Apia", startsOn: "2011-12-01" });
    expect(lines(samoa, "2011-12-29T12:00:00Z", 3)).toEqual([
      "2011-12-29 10:00 -10:00",
      "2011-12-31 10:00 +14:00",
      "2012-01-01 10:00 +14:00",
    ]);
  });

  it("comes on the day after, marked, where only the skipped day was meant", () => {
    const weekly: SeriesRule = { frequency: "weekly", interval: 1, weekdays: [5], ends: NEVER };
    const samoa = plan({ rule: weekly, timeZone: "Pacific/Apia", startsOn: "2011-12-01" });
    expect(lines(samoa, "2011-12-29T12:00:00Z", 2)).toEqual([
      "2011-12-31 10:00 +14:00 moved",
      "2012-01-06 10:00 +14:00",
    ]);
  });
});

describe("a daily time that the autumn change repeats", () => {
  it.each([
    ["Europe/Paris", "02:30", "2026-10-24T12:00:00Z", "2026-10-25 02:30 +02:00 repeated"],
    ["America/New_York", "01:30", "2026-10-31T12:00:00Z", "2026-11-01 01:30 -04:00 repeated"],
    ["America/St_Johns", "01:30", "2026-10-31T12:00:00Z", "2026-11-01 01:30 -02:30 repeated"],
    ["Australia/Lord_Howe", "01:45", "2026-04-04T12:00:00Z", "2026-04-05 01:45 +11:00 repeated"],
    ["Africa/Casablanca", "02:30", "2026-02-14T12:00:00Z", "2026-02-15 02:30 +01:00 repeated"],
  ])("takes the first in %s", (timeZone, time, after, expected) => {
    expect(lines(plan({ time, timeZone }), after, 1)).toEqual([expected]);
  });

  it("keeps the time on the clocks while its distance to UTC changes", () => {
    expect(lines(plan({ time: "10:00" }), "2026-10-24T00:00:00Z", 2)).toEqual([
      "2026-10-24 10:00 +02:00",
      "2026-10-25 10:00 +01:00",
    ]);
  });
});

describe("the days of a rule", () => {
  it("come on the weekdays of every second week, weeks beginning on Monday", () => {
    const rule: SeriesRule = { frequency: "weekly", interval: 2, weekdays: [3, 1], ends: NEVER };
    expect(dates(rule, "2026-01-01T00:00:00Z", 4)).toEqual([
      "2026-01-12",
      "2026-01-14",
      "2026-01-26",
      "2026-01-28",
    ]);
  });

  it("leave out months without the day", () => {
    const rule: SeriesRule = { frequency: "monthly", interval: 1, on: { type: "day", day: 31 }, ends: NEVER };
    expect(dates(rule, "2026-01-01T00:00:00Z", 3)).toEqual(["2026-01-31", "2026-03-31", "2026-05-31"]);
  });

  it("know the last day and the nth weekday of a month", () => {
    const last: SeriesRule = { frequency: "monthly", interval: 1, on: { type: "day", day: -1 }, ends: NEVER };
    expect(dates(last, "2026-01-01T00:00:00Z", 2)).toEqual(["2026-01-31", "2026-02-28"]);
    const on = (nth: number) => ({ type: "weekday", nth, weekday: 5 }) as const;
    const monthly = (nth: number): SeriesRule => ({
      frequency: "monthly",
      interval: 3,
      on: on(nth),
      ends: NEVER,
    });
    expect(dates(monthly(2), "2026-01-01T00:00:00Z", 2)).toEqual(["2026-01-09", "2026-04-10"]);
    expect(dates(monthly(-1), "2026-01-01T00:00:00Z", 2)).toEqual(["2026-01-30", "2026-04-24"]);
  });

  it("end with the day they last until, and after as many as were asked for", () => {
    const until: SeriesRule = { ...DAILY, ends: { type: "until", date: "2026-01-03" } };
    expect(dates(until, "2026-01-01T20:00:00Z", 9)).toEqual(["2026-01-02", "2026-01-03"]);
    const three: SeriesRule = { ...DAILY, interval: 2, ends: { type: "count", count: 3 } };
    expect(dates(three, "2025-01-01T00:00:00Z", 9)).toEqual(["2026-01-01", "2026-01-03", "2026-01-05"]);
  });

  it("go on for years from any moment", () => {
    expect(dates(DAILY, "2039-06-01T12:00:00Z", 2)).toEqual(["2039-06-02", "2039-06-03"]);
  });

  it("are none, without a search that never ends, for a rule that never comes", () => {
    const rule: SeriesRule = {
      frequency: "monthly",
      interval: 12,
      on: { type: "day", day: 31 },
      ends: NEVER,
    };
    expect(dates(rule, "2026-01-01T00:00:00Z", 1, "2026-02-01")).toEqual([]);
  });
});

const ZONES = [
  ...["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"],
  ...["America/St_Johns", "UTC", "Asia/Kathmandu", "America/Sao_Paulo", "Asia/Beirut"],
];
const two = (value: number) => String(value).padStart(2, "0");
const interval = fc.integer({ min: 1, max: 5 });
const weekday = fc.integer({ min: 1, max: 7 });
const anyRule: fc.Arbitrary<SeriesRule> = fc.oneof(
  interval.map((every): SeriesRule => ({ frequency: "daily", interval: every, ends: NEVER })),
  fc
    .tuple(interval, fc.uniqueArray(weekday, { minLength: 1 }))
    .map(
      ([every, weekdays]): SeriesRule => ({ frequency: "weekly", interval: every, weekdays, ends: NEVER }),
    ),
  fc
    .integer({ min: 1, max: 31 })
    .map((day): SeriesRule => ({ frequency: "monthly", interval: 1, on: { type: "day", day }, ends: NEVER })),
  fc.tuple(fc.constantFrom(-1, 1, 2, 3, 4, 5), weekday).map(
    ([nth, day]): SeriesRule => ({
      frequency: "monthly",
      interval: 1,
      on: { type: "weekday", nth, weekday: day },
      ends: NEVER,
    }),
  ),
);
const anyPlan: fc.Arbitrary<SeriesPlan> = fc.record({
  rule: anyRule,
  startsOn: fc
    .date({ min: new Date("2011-06-01"), max: new Date("2027-01-01"), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${two(hour)}:${two(minute)}`),
  timeZone: fc.constantFrom(...ZONES),
});
const yearAfter = (of: SeriesPlan) => new Date(Date.parse(of.startsOn) + 400 * 86_400_000);

describe("whatever the rule, the zone and the time", () => {
  it("occurrences follow one another, and never fall on one instant", () => {
    fc.assert(
      fc.property(anyPlan, (of) => {
        const found = occurrencesBetween(of, new Date(`${of.startsOn}T00:00:00Z`), yearAfter(of));
        found.forEach((each, index) => {
          const next = found[index + 1];
          if (next) expect(each.at.getTime()).toBeLessThan(next.at.getTime());
        });
      }),
      { numRuns: 150 },
    );
  });

  it("the clocks show the time that was asked for, unless the occurrence says that they cannot", () => {
    fc.assert(
      fc.property(anyPlan, (of) => {
        for (const { at, date, time, shownOn, mark } of nextOccurrences(of, new Date(0), 40)) {
          const shown = new Intl.DateTimeFormat("sv-SE", {
            timeZone: of.timeZone,
            dateStyle: "short",
            timeStyle: "short",
          }).format(at);
          expect(shown).toBe(`${shownOn} ${time}`);
          expect(mark === "moved").toBe(shown !== `${date} ${of.time}`);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("a look from the middle sees the same occurrences as a look from the beginning", () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 0, max: 390 }), (of, days) => {
        const begin = new Date(`${of.startsOn}T00:00:00Z`);
        const middle = new Date(begin.getTime() + days * 86_400_000 + 5 * 3_600_000);
        const whole = occurrencesBetween(of, begin, yearAfter(of)).filter(({ at }) => at > middle);
        expect(occurrencesBetween(of, middle, yearAfter(of))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a moment on the clocks", () => {
  it("is the first of two, and the later side of a gap", () => {
    expect(momentOf("2026-10-25", "02:30", "Europe/Paris")).toEqual({
      at: new Date("2026-10-25T00:30:00Z"),
      date: "2026-10-25",
      time: "02:30",
      offset: "+02:00",
      mark: "repeated",
    });
    expect(momentOf("2026-03-29", "02:00", "Europe/Paris")).toMatchObject({
      at: new Date("2026-03-29T01:00:00Z"),
      time: "03:00",
      mark: "moved",
    });
  });
});
