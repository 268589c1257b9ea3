import { describe, expect, it } from "vitest";
import { testClock } from "#e2e/support/clock.ts";
import { silentLog } from "#e2e/support/log.ts";
import { createMemoryCache } from "#server/adapters/memory/memory-cache.ts";
import type { Cache } from "#server/core/ports.ts";
import { CACHED_MS, cached } from "./cached.ts";

const log = silentLog();

function reading(...values: unknown[]) {
  let calls = 0;
  return { calls: () => calls, read: async () => values[Math.min(calls++, values.length - 1)] };
}

describe("what is cached", () => {
  it("is read once within its time, and again after it", async () => {
    const clock = testClock();
    const cache = createMemoryCache(clock);
    const { read, calls } = reading("first", "second");
    const ask = () => cached({ cache, log }, "k", CACHED_MS.messages, read);
    expect([await ask(), await ask()]).toEqual(["first", "first"]);
    await clock.advance(CACHED_MS.messages);
    expect([await ask(), await ask()]).toEqual(["second", "second"]);
    expect(calls()).toBe(2);
  });

  it("is kept also when it says that there is nothing", async () => {
    const { read, calls } = reading(null, "not asked for");
    const cache = createMemoryCache(testClock());
    for (let i = 0; i < 3; i++) expect(await cached({ cache, log }, "none", 1_000, read)).toBeNull();
    expect(calls()).toBe(1);
  });

  it("costs a call, and nothing more, when the cache is out of order", async () => {
    const broken = () => Promise.reject(new Error("out of order"));
    const cache: Cache = { get: broken, set: broken, delete: broken };
    const { read, calls } = reading("value");
    expect(await cached({ cache, log }, "k", 1_000, read)).toBe("value");
    expect(calls()).toBe(1);
    expect(log.lines).toMatchObject([{ level: "warn", message: "not cached" }]);
  });

  it("keeps no failure", async () => {
    const cache = createMemoryCache(testClock());
    const failing = () => Promise.reject(new Error("no answer"));
    await expect(cached({ cache, log }, "k", 1_000, failing)).rejects.toThrow("no answer");
    expect(await cached({ cache, log }, "k", 1_000, async () => "better")).toBe("better");
  });

  it("follows the times that were promised", () => {
    expect(CACHED_MS).toMatchObject({ dashboard: 300_000, analytics: 600_000, messages: 30_000 });
  });
});
