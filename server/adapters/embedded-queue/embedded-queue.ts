import type { ClientConfig } from "pg";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import type { SigningKeys } from "#server/core/delivery-signature.ts";
import type { Clock, Log, Queue } from "#server/core/ports.ts";
import { createAlarm } from "./alarm.ts";
import { createListener } from "./listener.ts";
import { createRinger } from "./ringer.ts";
import { createRounds } from "./rounds.ts";

export interface EmbeddedQueueDeps {
  rows: AlarmRows;
  /** For the one connection that listens to other instances. */
  connection: ClientConfig;
  /** Where this process answers, without a trailing slash; also what deliveries are signed for. */
  selfUrl: string;
  keys: SigningKeys;
  clock: Clock;
  log: Log;
  /** Deliveries at the same time. Default 16. */
  concurrency?: number;
}

const AFTER_FAILURE_MS = 500;
const DRAIN_MS = 10_000;

/**
 * The alarm clock of one machine: it waits for the earliest due row, hears what other instances enqueue, sweeps slowly
 * besides, takes due rows in batches and rings each through the same signed call that QStash would make. Instances on
 * one database share the work; a killed one's rows ring elsewhere once their lease (10 s) is over.
 */
export function createEmbeddedQueue(deps: EmbeddedQueueDeps): Queue {
  const { rows, clock, log, concurrency = 16 } = deps;
  const alarm = createAlarm(clock);
  const listener = createListener({ ...deps, onDue: (at) => alarm.wakeAt(at) });
  const onRoom = () => void (rounds.crowded() && alarm.wakeAt(clock.now()));
  const ringer = createRinger({ ...deps, concurrency, onRoom });
  const rounds = createRounds({ rows, clock, ringer });
  let stopping = false;
  let life: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    while (!stopping) {
      const until = await rounds.round().catch((error: unknown) => {
        log.warn("due jobs could not be read", { error });
        return new Date(clock.now().getTime() + AFTER_FAILURE_MS);
      });
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
      await ringer.drain(DRAIN_MS);
    },
  };
}
