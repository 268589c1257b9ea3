import { beforeAll, describe, expect, it } from "vitest";
import type { Cache } from "../ports.ts";

export interface CacheUnderTest {
  create(): Cache;
  /** Lets this much time pass for the cache. */
  pass(ms: number): Promise<void>;
}

/** What every Cache promises. Values are JSON: what comes back is equal, never the same object. */
export function cacheContract(name: string, subject: CacheUnderTest): void {
  describe(`Cache: ${name}`, () => {
    let cache: Cache;
    beforeAll(() => {
      cache = subject.create();
    });

    it.each([
      ["a text", "Zoë 🎬"],
      ["a text that looks like a number", "17841405822304914999"],
      ["the word OK", "OK"],
      ["an empty text", ""],
      ["a number", 0],
      ["a falsehood", false],
      ["nothing, on purpose", null],
      ["an object", { list: [1, "two", { three: null }] }],
    ])("gives back %s", async (_what, value) => {
      await cache.set("value", value, 60_000);
      expect(await cache.get("value")).toEqual(value);
    });

    it("knows nothing of a key that was never set", async () => {
      expect(await cache.get("never")).toBeUndefined();
    });

    it("keeps the newest value", async () => {
      await cache.set("k", 1, 60_000);
      await cache.set("k", 2, 60_000);
      expect(await cache.get("k")).toBe(2);
    });

    it("forgets a value when its time is up, and a newer time counts", async () => {
      await cache.set("short", 1, 200);
      await cache.set("longer", 1, 200);
      await cache.set("longer", 2, 60_000);
      expect(await cache.get("short")).toBe(1);
      await subject.pass(300);
      expect(await cache.get("short")).toBeUndefined();
      expect(await cache.get("longer")).toBe(2);
    });

    it("does not keep what has no time to live", async () => {
      await cache.set("dead", 1, 60_000);
      await cache.set("dead", 2, 0);
      expect(await cache.get("dead")).toBeUndefined();
    });

    it("forgets what is deleted, and minds nothing that was not there", async () => {
      await cache.set("gone", 1, 60_000);
      await cache.delete("gone");
      await cache.delete("gone");
      expect(await cache.get("gone")).toBeUndefined();
    });

    it("is not changed by changing what was put in or taken out", async () => {
      const value = { tags: ["a"] };
      await cache.set("own", value, 60_000);
      value.tags.push("b");
      (await cache.get<typeof value>("own"))?.tags.push("c");
      expect(await cache.get("own")).toEqual({ tags: ["a"] });
    });
  });
}
