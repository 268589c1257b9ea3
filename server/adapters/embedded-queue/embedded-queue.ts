import type { ClientConfig } from "pg";
import type { AlarmRows } from "#server/core/alarm-rows.ts";
import { SIGNATURE_HEADER, type SigningKeys, signDelivery } from "#server/core/delivery-signature.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { Clock, Log, Queue, QueueMessage } from "#server/core/ports.ts";
import { createAlarm } from "./alarm.ts";
import { createListener } from "./listener.ts";
import { createLoopback } from "./loopback.ts";

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

/** A row handed out that did not ring within this time is handed out again. */
const ARMED_MS = 10_000;
/** The table is looked at this often even when nobody announced anything. */
const SWEEP_MS = 5_000;
const AFTER_FAILURE_MS = 500;
const IN_OTHER_HANDS_MS = 20;
/** Longer than any job may take: the try's own time limit comes first. */
const ANSWER_MS = 15 * 60_000;
const DRAIN_MS = 10_000;

/**
 * The alarm clock of one machine: it waits for the earliest due row, hears what other instances enqueue, sweeps slowly
 * besides, takes due rows in batches and rings each through the same signed call that QStash would make. Instances on
 * one database share the work; a killed one's rows ring elsewhere once their lease (10 s) is over.
 */
export function createEmbeddedQueue(deps: EmbeddedQueueDeps): Queue {
  const { rows, clock, log } = deps;
  const concurrency = deps.concurrency ?? 16;
  const alarm = createAlarm(clock);
  const listener = createListener({ ...deps, onDue: (at) => alarm.wakeAt(at) });
  const loopback = createLoopback({ sockets: concurrency, timeoutMs: ANSWER_MS });
  const ringing = new Set<Promise<void>>();
  let stopping = false;
  let life: Promise<void> = Promise.resolve();
  let nextTick = 0;
  /** The last round filled every place: there may be more due than there was room for. */
  let crowded = false;

  async function run(): Promise<void> {
    while (!stopping) {
      const until = await round().catch((error: unknown) => {
        log.warn("due jobs could not be read", { error });
        return new Date(clock.now().getTime() + AFTER_FAILURE_MS);
      });
      await alarm.wait(until);
    }
  }

  /** Rings what is due, as far as there is room. Resolves to when to look again; a freed place looks earlier. */
  async function round(): Promise<Date> {
    const now = clock.now();
    if (now.getTime() >= nextTick) nextTick = await tick(now);
    const room = concurrency - ringing.size;
    const taken = room > 0 ? await rows.take(handOut(now, room)) : [];
    for (const message of taken) ring(message);
    crowded = taken.length === room;
    const sweepAt = now.getTime() + SWEEP_MS;
    if (crowded) return new Date(sweepAt);
    const due = (await rows.nextDueAt())?.getTime() ?? sweepAt;
    // Due, and yet not handed out: another instance has it in its hands this moment.
    return new Date(Math.min(sweepAt, nextTick, Math.max(due, now.getTime() + IN_OTHER_HANDS_MS)));
  }

  const handOut = (now: Date, limit: number) => ({
    dueBy: now,
    armedUntil: new Date(now.getTime() + ARMED_MS),
    limit,
  });

  async function tick(now: Date): Promise<number> {
    const next = await rows.tick();
    return Math.min(now.getTime() + SWEEP_MS, next?.getTime() ?? Number.POSITIVE_INFINITY);
  }

  function ring(message: QueueMessage): void {
    const call = deliver(message)
      .catch((error: unknown) => {
        // The row stays as it is and is handed out again: nothing is lost, it is only late.
        if (!stopping) log.warn("delivery failed", { job: message.name, jobId: message.jobId, error });
      })
      .finally(() => {
        ringing.delete(call);
        if (crowded) alarm.wakeAt(clock.now());
      });
    ringing.add(call);
  }

  async function deliver({ jobId, name }: QueueMessage): Promise<void> {
    const url = `${deps.selfUrl}/api/jobs/${name}`;
    const body = utf8(JSON.stringify({ jobId }));
    const signature = await signDelivery({ url, body, key: deps.keys.current, now: clock.now() });
    const headers = { "content-type": "application/json", [SIGNATURE_HEADER]: signature };
    const status = await loopback.post(url, headers, body);
    if (status < 200 || status > 299) throw new Error(`HTTP ${status}`);
  }

  return {
    async arm(messages) {
      const earliest = Math.min(...messages.map(({ runAt }) => runAt.getTime()));
      if (!Number.isFinite(earliest)) return;
      alarm.wakeAt(new Date(earliest));
      listener.announce(new Date(earliest));
    },
    async start() {
      listener.start();
      life = run();
    },
    async stop() {
      stopping = true;
      alarm.wakeAt(clock.now());
      await Promise.all([life, listener.stop()]);
      const drained = new AbortController();
      const late = clock.sleep(DRAIN_MS, drained.signal).catch(() => undefined);
      await Promise.race([Promise.all(ringing), late]);
      drained.abort(new Error("drained"));
      loopback.close();
    },
  };
}
