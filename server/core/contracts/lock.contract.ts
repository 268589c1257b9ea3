import { beforeAll, describe, expect, it } from "vitest";
import type { Lock } from "../ports.ts";

export interface LockUnderTest {
  /** Every call is another process looking at the same locks. */
  create(): Lock;
  /** Lets this much time pass for the locks. */
  pass(ms: number): Promise<void>;
}

/** What every Lock promises. */
export function lockContract(name: string, subject: LockUnderTest): void {
  describe(`Lock: ${name}`, () => {
    let here: Lock;
    let there: Lock;
    beforeAll(() => {
      here = subject.create();
      there = subject.create();
    });

    it("is held by one at a time, and free again after the release", async () => {
      const held = await here.acquire("a", 60_000);
      expect(held).toBeDefined();
      expect(await there.acquire("a", 60_000)).toBeUndefined();
      expect(await here.acquire("a", 60_000)).toBeUndefined();
      await held?.release();
      const next = await there.acquire("a", 60_000);
      expect(next).toBeDefined();
      await next?.release();
    });

    it("is granted once when twenty ask together", async () => {
      const handles = await Promise.all(
        Array.from({ length: 20 }, (_, i) => (i % 2 ? here : there).acquire("race", 60_000)),
      );
      expect(handles.filter((handle) => handle !== undefined)).toHaveLength(1);
    });

    it("does not hold up another name", async () => {
      await here.acquire("one", 60_000);
      expect(await here.acquire("two", 60_000)).toBeDefined();
    });

    it("raises the fence with every grant of a name, also after an expiry", async () => {
      const fences: number[] = [];
      for (let i = 0; i < 5; i++) {
        const handle = await (i % 2 ? here : there).acquire("fence", i === 2 ? 100 : 60_000);
        fences.push(handle?.fence ?? Number.NaN);
        if (i === 2) await subject.pass(200);
        else await handle?.release();
      }
      expect(fences.every(Number.isSafeInteger)).toBe(true);
      expect(fences).toEqual([...new Set(fences)].sort((a, b) => a - b));
    });

    it("falls to the next one when its time is up, and the late release of the first takes nothing away", async () => {
      const slow = await here.acquire("ttl", 100);
      await subject.pass(200);
      const next = await there.acquire("ttl", 60_000);
      expect(next).toBeDefined();
      await slow?.release();
      expect(await here.acquire("ttl", 60_000)).toBeUndefined();
      await next?.release();
    });

    it("may be released twice without harm to whoever holds it now", async () => {
      const first = await here.acquire("twice", 60_000);
      await first?.release();
      const second = await there.acquire("twice", 60_000);
      await first?.release();
      expect(await here.acquire("twice", 60_000)).toBeUndefined();
      await second?.release();
    });
  });
}
