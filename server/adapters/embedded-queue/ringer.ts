import { SIGNATURE_HEADER, type SigningKeys, signDelivery } from "#server/core/delivery-signature.ts";
import { utf8 } from "#server/core/encoding.ts";
import type { Clock, Log, QueueMessage } from "#server/core/ports.ts";
import { createLoopback, type Loopback } from "./loopback.ts";

export interface RingerDeps {
  /** Where this process answers, without a trailing slash; also what deliveries are signed for. */
  selfUrl: string;
  keys: SigningKeys;
  clock: Clock;
  log: Log;
  /** Deliveries at the same time. */
  concurrency: number;
  /** Called when a delivery is over. */
  onRoom: () => void;
}

export interface Ringer {
  /** How many more deliveries may begin now. */
  room(): number;
  /** Begins a delivery. Its failure loses nothing: the row stays as it is and is handed out again. */
  ring(message: QueueMessage): void;
  /** Waits for deliveries under way, not longer than this. */
  drain(withinMs: number): Promise<void>;
}

/** Longer than any job may take: the try's own time limit comes first. */
const ANSWER_MS = 15 * 60_000;

/** Makes the signed calls, a bounded number at a time. */
export function createRinger(deps: RingerDeps): Ringer {
  const { clock, log, concurrency } = deps;
  const loopback = createLoopback({ sockets: concurrency, timeoutMs: ANSWER_MS });
  const ringing = new Set<Promise<void>>();
  let draining = false;
  return {
    room: () => concurrency - ringing.size,
    ring(message) {
      const call = deliver(deps, loopback, message)
        .catch((error: unknown) => {
          if (!draining) log.warn("delivery failed", { job: message.name, jobId: message.jobId, error });
        })
        .finally(() => {
          ringing.delete(call);
          deps.onRoom();
        });
      ringing.add(call);
    },
    async drain(withinMs) {
      draining = true;
      const drained = new AbortController();
      const late = clock.sleep(withinMs, drained.signal).catch(() => undefined);
      await Promise.race([Promise.all(ringing), late]);
      drained.abort(new Error("drained"));
      loopback.close();
    },
  };
}

async function deliver(deps: RingerDeps, loopback: Loopback, { jobId, name }: QueueMessage): Promise<void> {
  const url = `${deps.selfUrl}/api/jobs/${name}`;
  const body = utf8(JSON.stringify({ jobId }));
  const signature = await signDelivery({ url, body, key: deps.keys.current, now: deps.clock.now() });
  const headers = { "content-type": "application/json", [SIGNATURE_HEADER]: signature };
  const status = await loopback.post(url, headers, body);
  if (status < 200 || status > 299) throw new Error(`HTTP ${status}`);
}
