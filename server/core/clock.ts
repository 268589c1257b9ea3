import type { Clock } from "./ports.ts";

/** Timers hold at most 2^31-1 ms; longer sleeps are slept in pieces. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The wall clock. `sleep` rejects with the signal's reason when aborted, and never earlier than asked otherwise. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    for (let left = Math.max(0, ms); ; left -= LONGEST_TIMER_MS) {
      await sleepOnce(Math.min(left, LONGEST_TIMER_MS), signal);
      if (left <= LONGEST_TIMER_MS) return;
    }
  },
};

function sleepOnce(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
