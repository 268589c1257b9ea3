import { expect, test } from "vitest";
import { asTime, cut, readTime } from "./json.ts";

test.each([
  ["2026-03-02T10:00:00Z", "2026-03-02T10:00:00.000Z"],
  ["Mon Mar 02 10:00:00 +0000 2026", "2026-03-02T10:00:00.000Z"],
  [1_767_225_600, "2026-01-01T00:00:00.000Z"],
  ["1767225600000", "2026-01-01T00:00:00.000Z"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
])("%s is a time", (given, time) => {
  expect(readTime(given)?.toISOString()).toBe(time);
});

test.each([
  ["0000-01-01T00:00:00Z"],
  ["-000001-01-01T00:00:00Z"],
  ["+012345-01-01T00:00:00Z"],
  ["1999-12-31T23:59:59Z"],
  ["soon"],
  [{ valueOf: 1, toString: 1 }],
  [null],
  [[1_767_225_600]],
])("%j is none that PostgreSQL could keep, or that anything happened at", (given) => {
  expect([readTime(given), asTime(given)]).toEqual([undefined, undefined]);
});

test("text is cut to whole characters", () => {
  expect(cut("ab😀", 3)).toBe("ab\ufffd");
  expect(cut("ab😀", 4)).toBe("ab😀");
});
