import type { AlarmRows } from "#server/core/alarm-rows.ts";
import type { Clock } from "#server/core/ports.ts";
import type { Shift } from "./shift.ts";

export interface Rounds {
  /** Begins what is due, as far as there is room. Resolves to when to look again, should nobody wake us earlier. */
  round(): Promise<Date>;
  /** The last round filled every place: there may be more due than there was room for. */
  crowded(): boolean;
  /** How long the next round should wait for company, in milliseconds. */
  breath(): number;
}

/** The table is looked at this often even when nobody announced anything. */
const SWEEP_MS = 5_000;
/** Half of what there is room for: the next batch is claimed while the last one is being recorded. */
const MOST_AT_ONCE = 256;
/**
 * A round costs some statements and commits, whatever it finds. When several jobs were due at once, the next ones gather so
 * long; a single one is never kept waiting.
 */
const GATHER_MS = 20;
/** Due, and yet not claimed: another instance has it in its hands this moment. */
const IN_OTHER_HANDS_MS = 20;

export function createRounds({
  rows,
  clock,
  shift,
}: {
  rows: AlarmRows;
  clock: Clock;
  shift: Shift;
}): Rounds {
  let nextTick = 0;
  let crowded = false;
  let several = false;

  async function tick(now: number): Promise<number> {
    const next = await rows.tick();
    return Math.min(now + SWEEP_MS, next?.getTime() ?? Number.POSITIVE_INFINITY);
  }

  return {
    crowded: () => crowded,
    breath: () => (several && !crowded ? GATHER_MS : 0),
    async round() {
      const now = clock.now().getTime();
      if (now >= nextTick) nextTick = await tick(now);
      const room = Math.min(MOST_AT_ONCE, shift.room());
      // Said before the claim: whoever finishes meanwhile must know that more may be waiting.
      crowded = true;
      const begun = room > 0 ? await shift.begin(room) : 0;
      crowded = begun === room;
      several = begun > 1;
      const sweepAt = now + SWEEP_MS;
      if (crowded) return new Date(shift.room() > 0 ? now : sweepAt);
      const due = (await rows.nextDueAt())?.getTime() ?? sweepAt;
      return new Date(Math.min(sweepAt, nextTick, Math.max(due, now + IN_OTHER_HANDS_MS)));
    },
  };
}
