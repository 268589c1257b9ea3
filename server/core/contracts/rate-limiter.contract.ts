import { beforeAll, describe, expect, it } from "vitest";
import type { RateLimitDecision, RateLimiter, RateLimitRule } from "../ports.ts";

export interface RateLimiterUnderTest {
  create(): RateLimiter;
  now(): Date;
  /** Lets this much time pass for the limiter. */
  pass(ms: number): Promise<void>;
}

const TEN_MINUTES_MS = 600_000;

/** What every RateLimiter promises. Windows slide: what the last window saw still weighs while the next one begins. */
export function rateLimiterContract(name: string, subject: RateLimiterUnderTest): void {
  const rule = (scope: string, limit: number, windowMs = TEN_MINUTES_MS): RateLimitRule => ({
    scope,
    limit,
    windowMs,
    onFailure: "closed",
  });
  const admitted = (decisions: RateLimitDecision[]) =>
    decisions.filter((decision) => decision.allowed).length;

  describe(`RateLimiter: ${name}`, () => {
    let limiter: RateLimiter;
    const many = (count: number, of: RateLimitRule, identity = "someone") =>
      Promise.all(Array.from({ length: count }, () => limiter.check(of, identity)));
    beforeAll(async () => {
      limiter = subject.create();
      const left = TEN_MINUTES_MS - (subject.now().getTime() % TEN_MINUTES_MS);
      if (left < 5_000) await subject.pass(left);
    });

    it("admits exactly the limit, one after another", async () => {
      const remaining: number[] = [];
      for (let i = 0; i < 3; i++) remaining.push((await limiter.check(rule("steps", 3), "x")).remaining);
      expect(remaining).toEqual([2, 1, 0]);
      expect(await limiter.check(rule("steps", 3), "x")).toMatchObject({
        allowed: false,
        limit: 3,
        remaining: 0,
      });
    });

    it("admits exactly the limit of fifty that ask together", async () => {
      expect(admitted(await many(50, rule("crowd", 10)))).toBe(10);
    });

    it("counts a batch for as many as it holds, and admits it whole or not at all", async () => {
      const batch = rule("batch", 10);
      expect(await limiter.check(batch, "x", 7)).toMatchObject({ allowed: true, remaining: 3 });
      expect(await limiter.check(batch, "x", 7)).toMatchObject({ allowed: false });
      expect(await limiter.check(batch, "y", 10)).toMatchObject({ allowed: true, remaining: 0 });
    });

    it("counts identities and scopes apart", async () => {
      await many(5, rule("apart", 2), "a");
      expect(admitted(await many(5, rule("apart", 2), "b"))).toBe(2);
      expect(admitted(await many(5, rule("another", 2), "a"))).toBe(2);
    });

    it("does not mix up a scope and an identity that read alike together", async () => {
      await many(3, rule("a:b", 2), "c");
      expect(admitted(await many(3, rule("a", 2), "b:c"))).toBe(2);
    });

    it("says when the window ends", async () => {
      const { resetAt, limit } = await limiter.check(rule("reset", 5), "x");
      const ms = resetAt.getTime() - subject.now().getTime();
      expect(limit).toBe(5);
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThanOrEqual(TEN_MINUTES_MS);
    });

    it("admits again when two windows have passed", async () => {
      const short = rule("again", 2, 1_000);
      await many(6, short);
      await subject.pass(2_100);
      expect(admitted(await many(6, short))).toBeGreaterThanOrEqual(2);
    });

    it("takes any text for an identity", async () => {
      for (const identity of ["", "a b", "é🎬", "x".repeat(5_000), "a\r\nb", "{tag}*?"])
        expect(await limiter.check(rule("texts", 1), identity)).toMatchObject({ allowed: true });
    });
  });
}
