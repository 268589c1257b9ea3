import fc from "fast-check";
import { expect, test } from "vitest";
import { leastValidityMs, refreshDueAt, SWEEP_PERIOD_MS } from "./policy.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const issuedAt = new Date("2026-03-02T10:00:00.000Z");
const tiktok = { minAgeMs: 0, marginMs: 12 * HOUR, rotates: true };
const instagram = { minAgeMs: DAY, marginMs: 7 * DAY, rotates: false };
const marginOf = (lifeMs: number, rule: typeof tiktok, random = 0) => {
  const expiresAt = new Date(issuedAt.getTime() + lifeMs);
  const due = refreshDueAt({ issuedAt, expiresAt }, rule, () => random);
  return expiresAt.getTime() - (due?.getTime() ?? 0);
};

test.each([
  ["TikTok, two hours: two sweeps", 2 * HOUR, tiktok, 30 * 60_000],
  ["TikTok, a day: its twelve hours", DAY, tiktok, 12 * HOUR],
  ["Instagram, sixty days: a fifth of its life", 60 * DAY, instagram, 12 * DAY],
  ["ten minutes: half of its life", 10 * 60_000, tiktok, 5 * 60_000],
])("%s", (_, life, rule, margin) => {
  expect(marginOf(life, rule)).toBe(margin);
});

test("what does not expire is never due", () => {
  expect(refreshDueAt({ issuedAt, expiresAt: null }, tiktok)).toBeNull();
});

const lives = fc.integer({ min: 60_000, max: 400 * DAY });
const rules = fc.constantFrom(tiktok, instagram, { minAgeMs: 0, marginMs: 20 * 60_000, rotates: false });

test("jitter only ever makes it earlier, never before issue, and never before the least age", () => {
  fc.assert(
    fc.property(lives, rules, fc.double({ min: 0, max: 1, noNaN: true }), (life, rule, random) => {
      const expiresAt = new Date(issuedAt.getTime() + life);
      const due = refreshDueAt({ issuedAt, expiresAt }, rule, () => random)?.getTime() ?? 0;
      const calm = refreshDueAt({ issuedAt, expiresAt }, rule, () => 0)?.getTime() ?? 0;
      expect(due).toBeLessThanOrEqual(calm);
      expect(due).toBeGreaterThanOrEqual(issuedAt.getTime() + rule.minAgeMs);
    }),
  );
});

test("two sweeps may fail before a token of at least two hours expires", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2 * HOUR, max: 400 * DAY }), rules, (life, rule) => {
      fc.pre(life > 2 * rule.minAgeMs);
      expect(marginOf(life, rule)).toBeGreaterThanOrEqual(2 * SWEEP_PERIOD_MS);
      if (rule.marginMs <= life / 2) expect(marginOf(life, rule)).toBeGreaterThanOrEqual(rule.marginMs);
    }),
  );
});

test("a session is good for five minutes, or a fifth of a shorter life", () => {
  const lasting = (ms: number) => leastValidityMs({ issuedAt, expiresAt: new Date(issuedAt.getTime() + ms) });
  expect(lasting(2 * HOUR)).toBe(5 * 60_000);
  expect(lasting(10 * 60_000)).toBe(2 * 60_000);
  expect(leastValidityMs({ issuedAt, expiresAt: null })).toBe(0);
});
