import { describe, expect, it } from "vitest";
import { silentLog } from "#e2e/support/log.ts";
import { createLockTable, createMemoryLock } from "#server/adapters/memory/memory-lock.ts";
import { systemClock } from "./clock.ts";
import { AppError } from "./errors.ts";
import { inTurn, lockWithFallback } from "./locks.ts";
import type { Lock } from "./ports.ts";

const log = silentLog();
const clock = systemClock;
const failing = (error: Error): Lock => ({ acquire: () => Promise.reject(error) });
const away = failing(new AppError("UNAVAILABLE", "away"));

describe("a lock with a fallback", () => {
  it("asks the second only where the first cannot be asked", async () => {
    const second = createMemoryLock(clock);
    const first = createMemoryLock(clock);
    expect(await lockWithFallback(first, second, log).acquire("a", 60_000)).toBeDefined();
    expect(await lockWithFallback(first, second, log).acquire("a", 60_000)).toBeUndefined();
    expect(await lockWithFallback(away, second, log).acquire("a", 60_000)).toBeDefined();
    expect(await lockWithFallback(away, second, log).acquire("a", 60_000)).toBeUndefined();
  });

  it("hides no other error", async () => {
    const broken = lockWithFallback(failing(new TypeError("a bug")), createMemoryLock(clock), log);
    await expect(broken.acquire("a", 1_000)).rejects.toThrow("a bug");
  });
});

describe("work in turn", () => {
  const lockOn = () => createMemoryLock(clock, table);
  const table = createLockTable();

  it("is done by one after the other", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await clock.sleep(20);
      inside -= 1;
    };
    const task = { name: "turn", ttlMs: 60_000, waitMs: 10_000 };
    await Promise.all([1, 2, 3].map(() => inTurn({ lock: lockOn(), clock, log }, task, work)));
    expect(most).toBe(1);
  });

  it("is done all the same when the wait is over, or the lock is away", async () => {
    await lockOn().acquire("held", 60_000);
    const task = { name: "held", ttlMs: 60_000, waitMs: 300 };
    expect(await inTurn({ lock: lockOn(), clock, log }, task, async () => "done")).toBe("done");
    expect(await inTurn({ lock: away, clock, log }, task, async () => "done")).toBe("done");
  });

  it("gives the lock back when the work fails", async () => {
    const task = { name: "fails", ttlMs: 60_000, waitMs: 0 };
    const failed = inTurn({ lock: lockOn(), clock, log }, task, () => Promise.reject(new Error("no")));
    await expect(failed).rejects.toThrow("no");
    expect(await lockOn().acquire("fails", 1_000)).toBeDefined();
  });
});
