import type { Clock } from "#server/core/ports.ts";

export interface Alarm {
  /** Sleeps until then, or until an earlier time that `wakeAt` set, now or while it sleeps. */
  wait(until: Date): Promise<void>;
  /** Not later than this; a time past ends the present sleep, or the next one at once. */
  wakeAt(at: Date): void;
}

/** One sleeper that others may wake earlier. */
export function createAlarm(clock: Clock): Alarm {
  let wanted = Number.POSITIVE_INFINITY;
  let sleeping: AbortController | undefined;
  return {
    async wait(until) {
      for (let left = leftOf(until); left > 0; left = leftOf(until)) {
        sleeping = new AbortController();
        await clock.sleep(left, sleeping.signal).catch(() => undefined);
      }
      sleeping = undefined;
      if (wanted <= clock.now().getTime()) wanted = Number.POSITIVE_INFINITY;
    },
    wakeAt(at) {
      if (at.getTime() >= wanted) return;
      wanted = at.getTime();
      sleeping?.abort(new Error("woken"));
    },
  };

  function leftOf(until: Date): number {
    return Math.min(until.getTime(), wanted) - clock.now().getTime();
  }
}
