import pg from "pg";
import { backoffMs } from "#server/core/backoff.ts";
import type { Clock, DomainEvent, EventBus, Log } from "#server/core/ports.ts";
import { createSubscribers, type Subscribers } from "./subscribers.ts";

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
  "operations.changed",
] satisfies DomainEvent["type"][];

/**
 * Events across processes by LISTEN and NOTIFY. A notification reaches every process once, the publishing one included,
 * and carries ids only. While the listening connection is lost events are too: after each reconnect every subscriber is
 * told so (`events.missed`). https://www.postgresql.org/docs/current/sql-notify.html
 */
export function createPostgresEventBus(options: PostgresEventBusOptions): PostgresEventBus {
  const subscribers = createSubscribers(options.bufferSize);
  const closing = new AbortController();
  const notify = createNotifier(options.pool);
  let running: Promise<void> | undefined;
  return {
    start: () =>
      new Promise((resolve) => {
        running ??= keepListening({ ...options, subscribers, signal: closing.signal }, resolve);
      }),
    async close() {
      closing.abort();
      await running;
    },
    publish: ({ workspaceId, userId, type, id }) => notify(JSON.stringify({ workspaceId, userId, type, id })),
    subscribe: (workspaceId, signal) => subscribers.add(workspaceId, signal),
  };
}

/** What is published in the same turn of the loop goes in one statement: a transaction may change things by the hundred. */
function createNotifier(pool: Pick<pg.Pool, "query">): (payload: string) => Promise<void> {
  let gathering: { payloads: string[]; sent: Promise<unknown> } | undefined;
  return async (payload) => {
    if (!gathering) {
      const payloads: string[] = [];
      const sent = Promise.resolve().then(() => {
        gathering = undefined;
        return pool.query("select pg_notify($1, payload) from unnest($2::text[]) as payload", [
          CHANNEL,
          payloads,
        ]);
      });
      gathering = { payloads, sent };
    }
    gathering.payloads.push(payload);
    await gathering.sent;
  };
}

interface Listening extends PostgresEventBusOptions {
  subscribers: Subscribers;
  /** Aborts when the bus is closed. */
  signal: AbortSignal;
}

/** One connection after another, each listening until it is lost. */
async function keepListening(listening: Listening, onFirstReady: () => void): Promise<void> {
  const { signal, log, clock, subscribers } = listening;
  for (let attempt = 1, heardBefore = false; !signal.aborted; attempt++) {
    const onReady = () => {
      attempt = 0;
      if (heardBefore) subscribers.deliverMissed();
      heardBefore = true;
      onFirstReady();
    };
    await listenUntilLost(listening, onReady).catch((error: unknown) => {
      if (!signal.aborted) log.warn("event connection lost; reconnecting", { attempt, error });
    });
    await clock.sleep(backoffMs(Math.max(1, attempt), RECONNECT), signal).catch(() => undefined);
  }
}

async function listenUntilLost(listening: Listening, onReady: () => void): Promise<void> {
  const { connection, clock, log, signal, subscribers } = listening;
  const client = new pg.Client(connection);
  const lost = connectionLost(client);
  client.on("notification", ({ payload }) => {
    const event = parseEvent(payload);
    if (event) subscribers.deliver(event);
    else log.warn("event ignored: not one of ours");
  });
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    onReady();
    await Promise.race([lost, probe(client, clock, signal), aborted(signal)]);
  } finally {
    // A dead route answers no goodbye either.
    await Promise.race([client.end().catch(() => undefined), clock.sleep(GOODBYE_MS)]);
  }
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
