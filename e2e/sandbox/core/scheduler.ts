import type { SandboxClock } from "./clock.ts";

/**
 * Things that happen by themselves: a video finishes processing, a webhook is tried again. One timer for the earliest,
 * re-armed when the clock is moved. What is due is derived from durable state, so a restart only re-registers it.
 */
export interface Scheduler {
  /** Runs once at or after `at` (sandbox time). A second call with the same key replaces the first. */
  at(key: string, at: number, run: () => void): void;
  cancel(key: string): void;
  clear(): void;
  close(): void;
}

const LONGEST_TIMER_MS = 60_000;

export function createScheduler(clock: SandboxClock, onError: (error: unknown) => void): Scheduler {
  const tasks = new Map<string, { at: number; run: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function runDue(): void {
    const now = clock.now();
    const due = [...tasks].filter(([, task]) => task.at <= now).sort(([, a], [, b]) => a.at - b.at);
    for (const [key, task] of due) {
      if (tasks.get(key) !== task) continue;
      tasks.delete(key);
      try {
        task.run();
      } catch (error) {
        onError(error);
      }
    }
    arm();
  }

  function arm(): void {
    clearTimeout(timer);
    if (closed || tasks.size === 0) return;
    let earliest = Number.POSITIVE_INFINITY;
    for (const task of tasks.values()) earliest = Math.min(earliest, task.at);
    timer = setTimeout(runDue, Math.min(Math.max(0, earliest - clock.now()), LONGEST_TIMER_MS));
  }

  clock.onChange(runDue);
  return {
    at(key, at, run) {
      tasks.set(key, { at, run });
      arm();
    },
    cancel(key) {
      if (tasks.delete(key)) arm();
    },
    clear() {
      tasks.clear();
      arm();
    },
    close() {
      closed = true;
      tasks.clear();
      clearTimeout(timer);
    },
  };
}
