import { describe, expect, test } from "vitest";
import { livesWithRules } from "./lifetimes.ts";
import { liveThroughYear } from "./year.ts";

const small = { connections: 40, days: 75, outagesPerWeek: 2, seed: 3 };

test("no grant ends that could have been renewed, with at most 1.2 times the calls it takes", async () => {
  const report = await liveThroughYear(small);
  expect(report).toMatchObject({ avoidableExpiries: 0, avoidableGaps: 0, refusedCalls: 0 });
  expect(report.kinds.length).toBeGreaterThanOrEqual(4);
  for (const { calls, minimal } of report.kinds)
    expect(calls / Math.max(1, minimal)).toBeLessThanOrEqual(1.2);
  expect(report.calls).toBeGreaterThan(5_000);
});

describe("the judge sees", () => {
  const lives = livesWithRules().slice(0, 1);
  const changed = (life: object, rule: object) =>
    lives.map((one) => ({ life: { ...one.life, ...life }, rule: { ...one.rule, ...rule } }));
  const live = (life: object, rule: object) =>
    liveThroughYear({ ...small, connections: 4, lives: changed(life, rule) });

  test("a rule that forgets the least age", async () => {
    expect((await live({ accessMs: 1.2 * 86_400_000 }, { minAgeMs: 0 })).refusedCalls).toBeGreaterThan(0);
  });

  test("a rule that renews too late", async () => {
    expect((await live({}, { minAgeMs: 61 * 86_400_000 })).avoidableExpiries).toBe(4);
  });

  test("a short life that runs out between two rounds", async () => {
    const minute = { accessMs: 10 * 60_000, refreshMs: null, minAgeMs: 0 };
    expect((await live(minute, { minAgeMs: 0 })).avoidableGaps).toBeGreaterThan(0);
  });
});
