import type { Clock } from "#server/core/ports.ts";

export interface TestClock extends Clock {
  set(now: Date): void;
  /** Moves time forward and wakes every sleeper that is due, in order. */
  advance(ms: number): Promise<void>;
}

/** A clock that stands still until told to move. */
export function testClock(start = new Date("2026-03-02T10:00:00.000Z")): TestClock {
  let now = start.getTime();
  let sleepers: { at: number; wake: () => void }[] = [];
  const wakeDue = () => {
    const due = sleepers.filter((sleeper) => sleeper.at <= now).sort((a, b) => a.at - b.at);
    sleepers = sleepers.filter((sleeper) => sleeper.at > now);
    for (const sleeper of due) sleeper.wake();
  };
  return {
    now: () => new Date(now),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        sleepers.push({ at: now + ms, wake: resolve });
        if (ms <= 0) wakeDue();
      }),
    set(date) {
      now = date.getTime();
      wakeDue();
    },
    async advance(ms) {
      now += ms;
      wakeDue();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
