import type { AlarmRows } from "./alarm-rows.ts";
import type { Clock, Log, Queue, QueueMessage } from "./ports.ts";

/** A transport outside that keeps alarms for us. */
export interface Transport {
  /** The longest delay it takes; rows beyond wait for the sweep. */
  maxDelayMs: number;
  /** Its own tries are over by then, and a row that did not ring is published again. */
  deliveryMs: number;
  /** A slot of a schedule that was not rung within this time is entered by us. 0 where it keeps no calendar. */
  tickOverdueMs: number;
  /** Most rows in one call of `publish`. */
  batch: number;
  /**
   * Resolves once it holds every one. `sweptAt`: these were published before, or should have been; a new occurrence, or
   * a transport that drops duplicates would drop them.
   */
  publish(messages: QueueMessage[], sweptAt: Date | null): Promise<void>;
}

/** A queue whose sweep a host without timers (the edge) can run from its own cron. */
export interface RelayQueue extends Queue {
  sweep(): Promise<void>;
}

export interface RelayDeps {
  transport: Transport;
  rows: AlarmRows;
  clock: Clock;
  log: Log;
}

const SWEEP_MS = 5_000;
/** Whoever wrote a row arms it within this time; after it, the sweep does. */
const ARMING_MS = 10_000;
/** Taken by a sweep; should the sweep die before publishing, another takes it after this. */
const TAKEN_MS = 60_000;

/**
 * An alarm clock elsewhere: rows are published as they are committed, and a sweep publishes those that were not (a crash
 * in between, a time beyond the longest delay, a worker killed while it held the row). A transport may bring an alarm
 * twice, or late, or never; that a row runs once, and runs at all, is decided by the row.
 */
export function createRelayQueue(deps: RelayDeps): RelayQueue {
  const { transport, clock, log } = deps;
  const stopped = new AbortController();
  let life: Promise<void> = Promise.resolve();

  async function keepSweeping(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sweep(deps).catch((error: unknown) => log.warn("sweep failed", { error }));
      await clock.sleep(SWEEP_MS, stopped.signal).catch(() => undefined);
    }
  }

  return {
    sweep: () => sweep(deps),
    async arm(messages) {
      const before = horizon(transport, clock.now());
      const near = messages.filter(({ runAt }) => runAt <= before);
      for (let from = 0; from < near.length; from += transport.batch)
        await hand(deps, near.slice(from, from + transport.batch), null);
    },
    async start() {
      life = keepSweeping();
    },
    async stop() {
      stopped.abort(new Error("stopped"));
      await life;
    },
  };
}

/** Publishes what wants to ring and is not on its way. */
async function sweep(deps: RelayDeps): Promise<void> {
  const { transport, clock, rows } = deps;
  await rows.tick({ overdueMs: transport.tickOverdueMs });
  for (;;) {
    const now = clock.now();
    const taken = await rows.take({
      dueBy: horizon(transport, now),
      armedUntil: new Date(now.getTime() + TAKEN_MS),
      limit: transport.batch,
      minAgeMs: ARMING_MS,
    });
    if (taken.length > 0) await hand(deps, taken, now);
    if (taken.length < transport.batch) return;
  }
}

const horizon = ({ maxDelayMs }: Transport, now: Date): Date => new Date(now.getTime() + maxDelayMs);

async function hand(
  { transport, rows }: RelayDeps,
  messages: QueueMessage[],
  sweptAt: Date | null,
): Promise<void> {
  await transport.publish(messages, sweptAt);
  await rows.armed(
    messages.map(({ jobId }) => jobId),
    transport.deliveryMs,
  );
}
