import pg from "pg";
import { backoffMs } from "#server/core/backoff.ts";
import type { Clock, DomainEvent, EventBus, Log } from "#server/core/ports.ts";
import { createSubscribers } from "./subscribers.ts";

export interface PostgresEventBusOptions {
  /**
   * How to reach the database directly: LISTEN lives on one connection, which a pooler in transaction mode
   * would give to somebody else.
   */
  connection: pg.ClientConfig;
  /** Publishes through here; NOTIFY needs no connection of its own. */
  pool: Pick<pg.Pool, "query">;
  clock: Clock;
  log: Log;
  bufferSize?: number;
}

export interface PostgresEventBus extends EventBus {
  /** Resolves once events of other processes are heard; keeps listening through lost connections until `close`. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const CHANNEL = "huntaze_events";
const RECONNECT = { firstMs: 200, maxMs: 10_000 };
const PROBE_EVERY_MS = 30_000;
const GOODBYE_MS = 1_000;
const TYPES: readonly string[] = [
  "post.changed",
  "connection.changed",
  "media.changed",
  "notification.created",
] satisfies DomainEvent["type"][];

/**
 * Events across processes by LISTEN and NOTIFY. A notification reaches every process once, the publishing one included,
 * and carries ids only. While the listening connection is lost events are too: after each reconnect every subscriber is
 * told so (`events.missed`). https://www.postgresql.org/docs/current/sql-notify.html
 */
export function createPostgresEventBus(options: PostgresEventBusOptions): PostgresEventBus {
  const { log } = options;
  const subscribers = createSubscribers(options.bufferSize);
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  const hear = (message: pg.Notification) => {
    const event = parseEvent(message.payload);
    if (event) subscribers.deliver(event);
    else log.warn("event ignored: not one of ours");
  };
  const listenUntilLost = async (onReady: () => void) => {
    const client = new pg.Client(options.connection);
    const lost = connectionLost(client);
    client.on("notification", hear);
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      onReady();
      await Promise.race([lost, probe(client, options.clock, closing.signal), aborted(closing.signal)]);
    } finally {
      // A dead route answers no goodbye either.
      await Promise.race([client.end().catch(() => undefined), options.clock.sleep(GOODBYE_MS)]);
    }
  };
  const keepListening = async (onFirstReady: () => void) => {
    for (let attempt = 1, heardBefore = false; !closing.signal.aborted; attempt++) {
      await listenUntilLost(() => {
        attempt = 0;
        if (heardBefore) subscribers.deliverMissed();
        heardBefore = true;
        onFirstReady();
      }).catch((error: unknown) => {
        if (!closing.signal.aborted) log.warn("event connection lost; reconnecting", { attempt, error });
      });
      await options.clock
        .sleep(backoffMs(Math.max(1, attempt), RECONNECT), closing.signal)
        .catch(() => undefined);
    }
  };
  return {
    start: () =>
      new Promise((resolve) => {
        running ??= keepListening(resolve);
      }),
    async close() {
      closing.abort();
      await running;
    },
    async publish(event) {
      const { workspaceId, userId, type, id } = event;
      await options.pool.query("select pg_notify($1, $2)", [
        CHANNEL,
        JSON.stringify({ workspaceId, userId, type, id }),
      ]);
    },
    subscribe: (workspaceId, signal) => subscribers.add(workspaceId, signal),
  };
}

/** A connection that died without a word (a sleeping laptop, a dropped route) is noticed by asking now and then. */
async function probe(client: pg.Client, clock: Clock, signal: AbortSignal): Promise<never> {
  for (;;) {
    await clock.sleep(PROBE_EVERY_MS, signal);
    const answered = await Promise.race([
      client.query("select 1").then(() => true),
      clock.sleep(PROBE_EVERY_MS, signal).then(() => false),
    ]);
    if (!answered) throw new Error("the event connection does not answer");
  }
}

function connectionLost(client: pg.Client): Promise<never> {
  const lost = new Promise<never>((_, reject) => {
    client.on("error", reject);
    client.on("end", () => reject(new Error("the event connection ended")));
  });
  lost.catch(() => undefined);
  return lost;
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Anybody with the database's password may notify: what is not an event of ours is ignored. */
function parseEvent(payload: string | undefined): DomainEvent | undefined {
  try {
    const { workspaceId, userId, type, id } = JSON.parse(payload ?? "") as Record<string, unknown>;
    if (typeof workspaceId !== "string" || typeof id !== "string" || !TYPES.includes(String(type)))
      return undefined;
    const event: DomainEvent = { workspaceId, type: type as DomainEvent["type"], id };
    if (typeof userId === "string") event.userId = userId;
    return event;
  } catch {
    return undefined;
  }
}
