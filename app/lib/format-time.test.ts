import { describe, expect, it } from "vitest";
import {
  formatDateTime,
  formatDay,
  formatDuration,
  formatExact,
  formatRelative,
  formatTime,
  formatZone,
} from "./format-time.ts";

const at = new Date("2026-11-20T13:05:00Z");
const now = new Date("2026-11-20T12:00:00Z");
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, " ");

describe("times in the workspace's zone", () => {
  it("are the zone's, not the machine's", () => {
    expect(plain(formatTime(at, { locale: "en", timeZone: "Europe/Paris" }))).toBe("2:05 PM");
    expect(plain(formatTime(at, { locale: "en", timeZone: "America/New_York" }))).toBe("8:05 AM");
    expect(formatTime(at, { locale: "fr", timeZone: "Asia/Kolkata" })).toBe("18:35");
  });

  it("fall on the zone's day", () => {
    const late = new Date("2026-11-20T23:30:00Z");
    expect(formatDay(late, { locale: "en", timeZone: "UTC" }, now)).toBe("Fri, Nov 20");
    expect(formatDay(late, { locale: "en", timeZone: "Europe/Paris" }, now)).toBe("Sat, Nov 21");
  });

  it("mention the year only when it is another, as the zone counts years", () => {
    expect(formatDay(new Date("2027-01-05T12:00:00Z"), { locale: "en", timeZone: "UTC" }, now)).toContain(
      "2027",
    );
    const newYear = new Date("2026-12-31T23:30:00Z");
    expect(formatDay(newYear, { locale: "en", timeZone: "Europe/Paris" }, now)).toContain("2027");
    expect(formatDateTime(at, { locale: "en", timeZone: "UTC" }, now)).not.toContain("2026");
    expect(formatDateTime(at, { locale: "fr", timeZone: "Europe/Paris" }, now)).toBe("ven. 20 nov. à 14:05");
  });

  it("follow the clocks over a change: the same wall time, another offset", () => {
    const paris = { locale: "fr", timeZone: "Europe/Paris" };
    expect(formatTime(new Date("2026-03-28T08:00:00Z"), paris)).toBe("09:00");
    expect(formatTime(new Date("2026-03-29T07:00:00Z"), paris)).toBe("09:00");
    expect(formatZone("Europe/Paris", "en", new Date("2026-03-28T08:00:00Z"))).toBe("Europe/Paris (GMT+1)");
    expect(formatZone("Europe/Paris", "en", new Date("2026-03-29T07:00:00Z"))).toBe("Europe/Paris (GMT+2)");
  });

  it("name the zone in the exact form", () => {
    expect(plain(formatExact(at, { locale: "en", timeZone: "Europe/Paris" }))).toBe(
      "Friday, November 20, 2026 at 2:05:00 PM GMT+1",
    );
  });

  it("are never left without the zone; UTC needs no offset", () => {
    expect(formatZone("America/New_York", "en", at)).toBe("America/New York (GMT-5)");
    expect(formatZone("UTC", "en", at)).toBe("UTC");
  });
});

describe("relative times", () => {
  it.each([
    [10_000, "now"],
    [-20_000, "just now"],
    [5 * 60_000, "in 5 minutes"],
    [-3 * 3_600_000, "3 hours ago"],
    [24 * 3_600_000, "tomorrow"],
    [-9 * 86_400_000, "9 days ago"],
    [44 * 86_400_000, "in 44 days"],
    [60 * 86_400_000, "in 2 months"],
  ])("%d ms away is “%s”", (ms, words) => {
    expect(formatRelative(new Date(now.getTime() + ms), now, "en")).toBe(words);
  });

  it("are said in French", () => {
    expect(plain(formatRelative(new Date(now.getTime() + 7_200_000), now, "fr"))).toBe("dans 2 heures");
    expect(formatRelative(new Date(now.getTime() - 5_000), now, "fr")).toBe("à l’instant");
  });
});

describe("durations", () => {
  it("are in the largest unit that says it well", () => {
    expect(formatDuration(24 * 3_600_000, "en")).toBe("24 hours");
    expect(formatDuration(60 * 86_400_000, "en")).toBe("60 days");
    expect(plain(formatDuration(90 * 60_000, "fr"))).toBe("2 heures");
    expect(formatDuration(45_000, "en")).toBe("45 seconds");
  });
});
