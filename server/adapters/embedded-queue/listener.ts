import pg from "pg";
import type { Clock, Log } from "#server/core/ports.ts";

const CHANNEL = "huntaze_jobs";
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

export interface Listener {
  start(): void;
  /** Tells the other instances that a row wants to ring at this time. Lost while the database is away: they sweep. */
  announce(at: Date): void;
  stop(): Promise<void>;
}

/**
 * One connection of its own that hears the other instances (LISTEN holds a session, which a pool cannot lend). When the
 * database restarts or the session is killed, it comes back by itself; what was said meanwhile is found by the sweep.
 */
export function createListener(deps: {
  connection: pg.ClientConfig;
  clock: Clock;
  log: Log;
  /** Called for what others announce, and whenever the connection is back and something may have been missed. */
  onDue: (at: Date) => void;
}): Listener {
  const { clock, log } = deps;
  const stopped = new AbortController();
  let client: pg.Client | undefined;
  let life: Promise<void> = Promise.resolve();
  let unsaid: Date | undefined;
  let saying = false;

  async function keepConnected(): Promise<void> {
    for (
      let waitMs = FIRST_RETRY_MS;
      !stopped.signal.aborted;
      waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)
    ) {
      const lost = await connect().catch((error: unknown) => error);
      if (stopped.signal.aborted) return;
      if (lost === undefined) waitMs = FIRST_RETRY_MS;
      log.warn("the job listener lost its connection", { error: lost, waitMs });
      await clock.sleep(waitMs, stopped.signal).catch(() => undefined);
    }
  }

  /** Resolves when a connection that stood is lost. */
  async function connect(): Promise<void> {
    const session = new pg.Client({ ...deps.connection, keepAlive: true });
    const ended = new Promise<void>((resolve) => {
      session.on("end", resolve);
      session.on("error", () => resolve());
    });
    session.on("notification", ({ processId, payload }) => {
      if (processId !== sessionId(session)) deps.onDue(new Date(Number(payload)));
    });
    try {
      await session.connect();
      await session.query(`LISTEN ${CHANNEL}`);
      if (stopped.signal.aborted) return;
      client = session;
      deps.onDue(clock.now());
      await ended;
    } finally {
      client = undefined;
      session.end().catch(() => undefined);
    }
  }

  /** At most one NOTIFY in flight: what comes meanwhile is said together. */
  async function say(): Promise<void> {
    while (client && unsaid) {
      const at = unsaid;
      unsaid = undefined;
      await client.query("SELECT pg_notify($1, $2)", [CHANNEL, String(at.getTime())]);
    }
  }

  return {
    start() {
      life = keepConnected();
    },
    announce(at) {
      unsaid = unsaid && unsaid < at ? unsaid : at;
      if (saying) return;
      saying = true;
      say()
        .catch((error: unknown) => log.warn("announcement lost", { error }))
        .finally(() => {
          saying = false;
        });
    },
    async stop() {
      stopped.abort(new Error("stopped"));
      await client?.end().catch(() => undefined);
      await life;
    },
  };
}

/** The server's id of this session: our own announcements come back to us. */
const sessionId = (session: pg.Client): number | undefined =>
  (session as unknown as { processID?: number }).processID;
