import type { ClientConfig } from "pg";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import type { Crew } from "#server/core/crew.ts";
import type { Clock, Log, Queue } from "#server/core/ports.ts";
import { createAlarm } from "./alarm.ts";
import { createListener } from "./listener.ts";
import { createRounds } from "./rounds.ts";
import { createShift } from "./shift.ts";

export interface EmbeddedQueueDeps {
  rows: AlarmRows;
  /** For the one connection that listens to other instances. */
  connection: ClientConfig;
  crew: Crew;
  clock: Clock;
  log: Log;
  /** Jobs at the same time. Default 512: a claim and a record are one commit each, however many
   * they are for, so room is what throughput is made of. Kinds that are heavy have a bound of their own. */
  concurrency?: number;
}

const AFTER_FAILURE_MS = 500;
const DRAIN_MS = 10_000;

/**
 * The alarm clock of one machine: it waits for the earliest due row, hears what other instances enqueue, sweeps slowly
 * besides, and lets the crew of this process claim and do what is due. Instances on one database share the work; a
 * killed one's rows are done elsewhere once their lease (10 s) is over.
 */
export function createEmbeddedQueue(deps: EmbeddedQueueDeps): Queue {
  const { rows, clock, log, concurrency = 512 } = deps;
  const alarm = createAlarm(clock);
  const listener = createListener({ ...deps, onDue: (at) => alarm.wakeAt(at) });
  const onRoom = () => void (rounds.crowded() && alarm.wakeAt(clock.now()));
  const shift = createShift({ ...deps, concurrency, onRoom });
  const rounds = createRounds({ rows, clock, shift });
  let stopping = false;
  let life: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping) {
      const until = await rounds.round().catch((error: unknown) => {
        log.warn("due jobs could not be read", { error });
        return new Date(clock.now().getTime() + AFTER_FAILURE_MS);
      });
      if (rounds.breath() > 0) await clock.sleep(rounds.breath());
      await alarm.wait(until);
    }
  }

  return {
    async arm(messages) {
      if (messages.length === 0) return;
      const earliest = new Date(Math.min(...messages.map(({ runAt }) => runAt.getTime())));
      alarm.wakeAt(earliest);
      listener.announce(earliest);
    },
    async start() {
      listener.start();
      life = run();
    },
    async stop() {
      stopping = true;
      alarm.wakeAt(clock.now());
      await Promise.all([life, listener.stop()]);
      await shift.drain(DRAIN_MS);
    },
  };
}
