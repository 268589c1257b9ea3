import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "#server/adapters/embedded-postgres/embedded-postgres.ts";

/** A real PostgreSQL of its own for a suite that runs whole processes; durable, as in life. */
export const startPostgres = (dataDir: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir });
