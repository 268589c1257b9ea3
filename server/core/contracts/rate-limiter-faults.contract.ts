import { afterEach, describe, expect, it } from "vitest";
import type { RateLimiter, RateLimitRule } from "../ports.ts";

export interface BreakableLimiter {
  /** The same store, asked by another instance each time it is called (three times at most), connected while it was well. */
  create(): RateLimiter;
  /** Questions that reached the store so far. */
  asked(): number;
  /** The store is well again. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** What a store can do to those who ask it. Garbage is not its protocol; nonsense is, and no answer to the question. */
export const STORE_FAULTS = [
  "refused",
  "silent",
  "errors",
  "garbage",
  "nonsense",
  "noscript",
  "two seconds late",
  "drop",
] as const;
export type StoreFault = (typeof STORE_FAULTS)[number];

const TEN_MINUTES_MS = 600_000;
/** Typical within the promise; the slack at the top is for a busy machine. */
const PROMISED_MS = 50;
const BUSY_MS = 250;

/**
 * What every limiter over a store promises while that store is broken. `open` breaks a store that worked until now.
 * The times are those of the promise: 50 ms a decision, and next to nothing once the store is known to be dead.
 */
export function rateLimiterFaultsContract(
  name: string,
  open: (fault: StoreFault) => Promise<BreakableLimiter>,
): void {
  describe.each(STORE_FAULTS)(`RateLimiter: ${name}, the store: %s`, (fault) => {
    let store: BreakableLimiter | undefined;
    afterEach(async () => {
      await store?.mend();
      await store?.close();
    });
    const rule = (onFailure: "open" | "closed", limit = 5): RateLimitRule => ({
      scope: `broken-${fault}-${onFailure}`,
      limit,
      windowMs: TEN_MINUTES_MS,
      onFailure,
    });

    async function timed(limiter: RateLimiter, times: number, of: RateLimitRule, identity = "someone") {
      const allowed: boolean[] = [];
      const took: number[] = [];
      for (let i = 0; i < times; i++) {
        const startedAt = performance.now();
        allowed.push((await limiter.check(of, identity)).allowed);
        took.push(performance.now() - startedAt);
      }
      return { admitted: allowed.filter(Boolean).length, took: took.toSorted((a, b) => a - b) };
    }

    it("leaves open rules to what this process counted, in time", async () => {
      store = await open(fault);
      const { admitted, took } = await timed(store.create(), 12, rule("open"));
      expect(admitted).toBe(5);
      expect(took[Math.floor(took.length / 2)]).toBeLessThan(PROMISED_MS);
      expect(took.at(-1)).toBeLessThan(BUSY_MS);
    });

    it("refuses what closed rules guard, in time, and says when to try again", async () => {
      store = await open(fault);
      const limiter = store.create();
      const { admitted, took } = await timed(limiter, 6, rule("closed"));
      expect(admitted).toBe(0);
      expect(took.at(-1)).toBeLessThan(BUSY_MS);
      const { resetAt, remaining } = await limiter.check(rule("closed"), "someone");
      expect(remaining).toBe(0);
      expect(resetAt.getTime() - Date.now()).toBeLessThanOrEqual(5_000);
    });

    it("lets instances × limit pass at most, all of them together", async () => {
      store = await open(fault);
      const instances = [store.create(), store.create(), store.create()];
      const outcomes = await Promise.all(
        instances.map((limiter) => timed(limiter, 20, rule("open", 4), "crowd")),
      );
      const admitted = outcomes.reduce((sum, each) => sum + each.admitted, 0);
      expect(admitted).toBeGreaterThan(0);
      expect(admitted).toBeLessThanOrEqual(instances.length * 4);
    });

    it("costs nobody its deadline once it is known to be dead, and is not asked on and on", async () => {
      store = await open(fault);
      const limiter = store.create();
      await timed(limiter, 4, rule("open"), "first");
      const before = store.asked();
      const startedAt = performance.now();
      const people = Array.from({ length: 200 }, (_, i) => `person-${i}`);
      for (const person of people) await limiter.check(rule("open"), person);
      expect((performance.now() - startedAt) / people.length).toBeLessThan(5);
      expect(store.asked() - before).toBeLessThanOrEqual(3);
    });

    it("never throws, however many ask at the same moment", async () => {
      store = await open(fault);
      const limiter = store.create();
      const decisions = await Promise.all(
        Array.from({ length: 100 }, (_, i) => limiter.check(rule(i % 2 ? "open" : "closed"), `many-${i}`)),
      );
      expect(decisions.every(({ limit }) => limit === 5)).toBe(true);
    });
  });
}
