import { type Clock, type EventBus, type Log, OPERATORS } from "#server/core/ports.ts";

/** Tells operators' open pages that jobs or webhooks moved: at most once in this time, however much moves. */
const BEAT_MS = 1_000;

export interface Pulse {
  /** Takes no time and never fails. */
  beat(): void;
}

/** One event for all that happened within a second, told at its end, so that whoever reads then sees all of it. */
export function createPulse({
  events,
  clock,
  log,
}: {
  events: Pick<EventBus, "publish">;
  clock: Clock;
  log: Log;
}): Pulse {
  let planned = false;
  async function tell(): Promise<void> {
    await clock.sleep(BEAT_MS);
    planned = false;
    await events.publish({ workspaceId: OPERATORS, type: "operations.changed", id: OPERATORS });
  }
  return {
    beat() {
      if (planned) return;
      planned = true;
      tell().catch((error: unknown) => log.warn("operators' pages were not told", { error }));
    },
  };
}
