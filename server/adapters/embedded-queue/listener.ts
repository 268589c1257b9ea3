import pg from "pg";
import type { Clock, Log } from "#server/core/ports.ts";

const CHANNEL = "huntaze_jobs";
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;

export interface ListenerDeps {
  connection: pg.ClientConfig;
  clock: Clock;
  log: Log;
  /** Called for what others announce, and whenever the connection is back and something may have been missed. */
  onDue: (at: Date) => void;
}

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
export function createListener(deps: ListenerDeps): Listener {
  const stopped = new AbortController();
  let client: pg.Client | undefined;
  let life: Promise<void> = Promise.resolve();
  const announce = createAnnouncer(deps, () => client);
  return {
    start() {
      life = keepConnected(deps, stopped.signal, (session) => {
        client = session;
      });
    },
    announce,
    async stop() {
      stopped.abort(new Error("stopped"));
      await client?.end().catch(() => undefined);
      await life;
    },
  };
}

/** Tells `use` of the session while it stands, and that there is none while it does not. */
async function keepConnected(
  deps: ListenerDeps,
  stopped: AbortSignal,
  use: (session: pg.Client | undefined) => void,
): Promise<void> {
  let waitMs = FIRST_RETRY_MS;
  while (!stopped.aborted) {
    const session = new pg.Client({ ...deps.connection, keepAlive: true });
    const error = await listen(deps, session, () => {
      waitMs = FIRST_RETRY_MS;
      if (!stopped.aborted) use(session);
      return !stopped.aborted;
    }).catch((thrown: unknown) => thrown);
    use(undefined);
    session.end().catch(() => undefined);
    if (stopped.aborted) return;
    deps.log.warn("the job listener lost its connection", { error, waitMs });
    await deps.clock.sleep(waitMs, stopped).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS);
  }
}

/** Resolves when a session that stood is lost, at once when it stands and `onReady` does not want it any more. */
async function listen(deps: ListenerDeps, session: pg.Client, onReady: () => boolean): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    session.on("end", resolve);
    session.on("error", () => resolve());
  });
  session.on("notification", ({ processId, payload }) => {
    if (processId !== sessionId(session)) deps.onDue(new Date(Number(payload)));
  });
  await session.connect();
  await session.query(`LISTEN ${CHANNEL}`);
  if (!onReady()) return;
  deps.onDue(deps.clock.now());
  await ended;
}

/** The server's id of this session: our own announcements come back to us. */
const sessionId = (session: pg.Client): number | undefined =>
  (session as unknown as { processID?: number }).processID;

/** Each NOTIFY is a commit of its own. */
const BETWEEN_NOTIFIES_MS = 20;

/** At most one NOTIFY in flight: what comes meanwhile, or shortly after, is said together, by its earliest time. */
function createAnnouncer(
  { log, clock }: Pick<ListenerDeps, "log" | "clock">,
  session: () => pg.Client | undefined,
): (at: Date) => void {
  let unsaid: Date | undefined;
  let saying = false;

  async function say(): Promise<void> {
    for (let client = session(); client && unsaid; client = session()) {
      const at = unsaid;
      unsaid = undefined;
      await client.query("SELECT pg_notify($1, $2)", [CHANNEL, String(at.getTime())]);
      await clock.sleep(BETWEEN_NOTIFIES_MS);
    }
  }

  return (at) => {
    unsaid = unsaid && unsaid < at ? unsaid : at;
    if (saying) return;
    saying = true;
    say()
      .catch((error: unknown) => log.warn("announcement lost", { error }))
      .finally(() => {
        saying = false;
      });
  };
}
