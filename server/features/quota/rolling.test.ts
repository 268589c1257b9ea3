import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fits, fullestWindow, nextLegal } from "./rolling.ts";

const DAY = { limit: 3, windowMs: 24 };

describe("a rolling quota", () => {
  it("counts posts before and after, in the fullest window", () => {
    expect(fullestWindow([0, 10, 30], 20, 24)).toBe(2);
    expect(fullestWindow([10, 15, 30], 20, 24)).toBe(3);
    expect(fullestWindow([], 20, 24)).toBe(0);
  });

  it("lets a post in again exactly one window after the first of a full one", () => {
    const times = [0, 1, 2];
    expect(fits(times, 23, DAY)).toBe(false);
    expect(fits(times, 24, DAY)).toBe(true);
    expect(nextLegal(times, 5, 100, DAY)).toBe(24);
  });

  it("sees that a post between two halves would fill a window", () => {
    expect(fits([0, 23, 30], 12, DAY)).toBe(true);
    expect(fits([0, 5, 20, 23], 12, DAY)).toBe(false);
  });

  it("offers nothing where nothing is free", () => {
    expect(nextLegal([0, 1, 2, 24, 25, 26], 5, 30, DAY)).toBe(null);
  });

  const times = fc
    .array(fc.integer({ min: 0, max: 60 }), { maxLength: 25 })
    .map((all) => all.sort((a, b) => a - b));
  const rule = fc.record({
    limit: fc.integer({ min: 1, max: 5 }),
    windowMs: fc.integer({ min: 1, max: 20 }),
  });
  /** By the definition: every window of whole numbers, one after the other. */
  const allowed = (all: number[], at: number, { limit, windowMs }: typeof DAY) => {
    const every = [...all, at];
    for (let start = at - windowMs + 1; start <= at; start++)
      if (every.filter((time) => time >= start && time < start + windowMs).length > limit) return false;
    return true;
  };

  it("allows what its definition allows, and no more", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 60 }), rule, (all, at, of) => {
        expect(fits(all, at, of)).toBe(allowed(all, at, of));
      }),
      { numRuns: 500 },
    );
  });

  it("offers the very first instant that is allowed", () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 60 }), rule, (all, at, of) => {
        let first = at;
        while (!allowed(all, first, of)) first++;
        expect(nextLegal(all, at, 1000, of)).toBe(first);
      }),
      { numRuns: 500 },
    );
  });
});
