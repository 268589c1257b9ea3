import type { Crew } from "#server/core/crew.ts";
import type { Clock } from "#server/core/ports.ts";

export interface ShiftDeps {
  crew: Crew;
  clock: Clock;
  /** Jobs under way at the same time. */
  concurrency: number;
  /** Called when a job is over and its place is free. */
  onRoom: () => void;
}

export interface Shift {
  /** How many more jobs may begin now. */
  room(): number;
  /** Lets the crew begin as many; resolves to how many it found. */
  begin(limit: number): Promise<number>;
  /** Waits for what is under way, not longer than this. What is left is free for others when its lease ends. */
  drain(withinMs: number): Promise<void>;
}

/** Bounds how much the crew of this process has in its hands. */
export function createShift({ crew, clock, concurrency, onRoom }: ShiftDeps): Shift {
  const under = new Set<Promise<void>>();
  return {
    room: () => concurrency - under.size,
    async begin(limit) {
      const begun = await crew.begin(limit);
      for (const work of begun) {
        const over = work.finally(() => {
          under.delete(over);
          onRoom();
        });
        under.add(over);
      }
      return begun.length;
    },
    async drain(withinMs) {
      const drained = new AbortController();
      const late = clock.sleep(withinMs, drained.signal).catch(() => undefined);
      await Promise.race([Promise.all(under), late]);
      drained.abort(new Error("drained"));
    },
  };
}
