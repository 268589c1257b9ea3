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

export const createScheduler = (clock: SandboxClock, onError: (error: unknown) => void): Scheduler =>
  new TimerScheduler(clock, onError);

class TimerScheduler implements Scheduler {
  readonly #clock: SandboxClock;
  readonly #onError: (error: unknown) => void;
  readonly #tasks = new Map<string, { at: number; run: () => void }>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(clock: SandboxClock, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#onError = onError;
    clock.onChange(() => this.#runDue());
  }

  at(key: string, at: number, run: () => void): void {
    this.#tasks.set(key, { at, run });
    this.#arm();
  }

  cancel(key: string): void {
    if (this.#tasks.delete(key)) this.#arm();
  }

  clear(): void {
    this.#tasks.clear();
    this.#arm();
  }

  close(): void {
    this.#closed = true;
    this.clear();
  }

  #runDue(): void {
    const now = this.#clock.now();
    const due = [...this.#tasks].filter(([, task]) => task.at <= now).sort(([, a], [, b]) => a.at - b.at);
    for (const [key, task] of due) {
      // An earlier one may have cancelled or replaced it.
      if (this.#tasks.get(key) !== task) continue;
      this.#tasks.delete(key);
      try {
        task.run();
      } catch (error) {
        this.#onError(error);
      }
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#tasks.size === 0) return;
    let earliest = Number.POSITIVE_INFINITY;
    for (const task of this.#tasks.values()) earliest = Math.min(earliest, task.at);
    const wait = Math.min(Math.max(0, earliest - this.#clock.now()), LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.#runDue(), wait);
  }
}
