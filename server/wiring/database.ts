import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/generated/client.ts";
import type { Config } from "#server/config/config.ts";
import type { Log } from "#server/core/ports.ts";

export interface Database {
  url: string;
  /** For a connection of one's own: LISTEN. */
  connection: pg.ClientConfig;
  pool: pg.Pool;
  /** Two connections for what comes in: however busy the house is with itself, a webhook never waits for one. */
  ingest: pg.Pool;
  db: PrismaClient;
  close(): Promise<void>;
}

/** As many as the receiver has commits under way. */
const INGEST_CONNECTIONS = 2;

/** One pool for everything else: the typed client and the few statements written by hand share its limits and time-outs. */
export function openDatabase(url: string, settings: Config["database"], log: Log): Database {
  const connection: pg.ClientConfig = {
    connectionString: withoutTlsMode(url),
    application_name: "huntaze",
    connectionTimeoutMillis: settings.connectTimeoutMs,
    ...(settings.tls ? { ssl: { rejectUnauthorized: true } } : {}),
  };
  const limits: pg.PoolConfig = {
    ...connection,
    statement_timeout: settings.statementTimeoutMs,
    // The server cuts a slow statement off; a server that is no longer there cannot.
    query_timeout: settings.statementTimeoutMs + 5_000,
    idle_in_transaction_session_timeout: settings.statementTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  };
  const pool = new pg.Pool({ ...limits, max: settings.poolMax });
  const ingest = new pg.Pool({ ...limits, max: INGEST_CONNECTIONS });
  // An idle connection the server closed (restart, backend killed): the pool opens another when one is needed.
  for (const each of [pool, ingest]) {
    each.on("error", (error) => log.warn("database connection lost", { error }));
    // The goodbye of a session can come in one packet with its last answer, when the pool has let go of it and whoever
    // waited for it has not yet taken hold: heard by nobody, it would end the process.
    each.on("connect", (client) => client.on("error", () => undefined));
  }
  const db = new PrismaClient({
    adapter: new PrismaPg(pool),
    // A sign-up hashes its password inside the transaction: under load the queue for a connection is longer than 2 s.
    transactionOptions: { maxWait: 10_000 },
  });
  return {
    url,
    connection,
    pool,
    ingest,
    db,
    close: async () => {
      await db.$disconnect();
      await Promise.all([pool.end(), ingest.end()]);
    },
  };
}

/** The driver's reading of sslmode would override the verification decided in the configuration. */
function withoutTlsMode(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.delete("sslmode");
  return parsed.href;
}
