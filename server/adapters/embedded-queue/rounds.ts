import type { AlarmRows } from "#server/core/alarm-rows.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Ringer } from "./ringer.ts";

export interface Rounds {
  /** Rings what is due, as far as there is room. Resolves to when to look again, should nobody wake us earlier. */
  round(): Promise<Date>;
  /** The last round filled every place: there may be more due than there was room for. */
  crowded(): boolean;
}

/** A row handed out that did not ring within this time is handed out again. */
const ARMED_MS = 10_000;
/** The table is looked at this often even when nobody announced anything. */
const SWEEP_MS = 5_000;
/** Due, and yet not handed out: another instance has it in its hands this moment. */
const IN_OTHER_HANDS_MS = 20;

export function createRounds({
  rows,
  clock,
  ringer,
}: {
  rows: AlarmRows;
  clock: Clock;
  ringer: Ringer;
}): Rounds {
  let nextTick = 0;
  let crowded = false;

  async function tick(now: number): Promise<number> {
    const next = await rows.tick();
    return Math.min(now + SWEEP_MS, next?.getTime() ?? Number.POSITIVE_INFINITY);
  }

  return {
    crowded: () => crowded,
    async round() {
      const now = clock.now().getTime();
      if (now >= nextTick) nextTick = await tick(now);
      const limit = ringer.room();
      const handOut = { dueBy: new Date(now), armedUntil: new Date(now + ARMED_MS), limit };
      const taken = limit > 0 ? await rows.take(handOut) : [];
      for (const message of taken) ringer.ring(message);
      crowded = taken.length === limit;
      const sweepAt = now + SWEEP_MS;
      if (crowded) return new Date(sweepAt);
      const due = (await rows.nextDueAt())?.getTime() ?? sweepAt;
      return new Date(Math.min(sweepAt, nextTick, Math.max(due, now + IN_OTHER_HANDS_MS)));
    },
  };
}
