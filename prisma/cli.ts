/**
 * `npm run db:migrate` brings DATABASE_URL (or the embedded database) up to date; `npm run db:create -- name` writes the
 * next migration. Runs as its own process because the engine leaves a timer behind that would hold a server open.
 */
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { databaseAddress } from "#server/config/database-address.ts";
import { processEnvironment } from "#server/config/process.ts";
import { createMigration, migrate } from "./migrate.ts";

const [command, name] = process.argv.slice(2);
let embedded: EmbeddedPostgres | undefined;
try {
  const url = await addressOf();
  if (command === "create") {
    const folder = await createMigration(url, name ?? "change");
    console.log(folder ? `wrote prisma/migrations/${folder}` : "the schema has not changed");
  } else {
    const applied = await migrate(url);
    console.log(applied.length > 0 ? `applied ${applied.join(", ")}` : "the database is up to date");
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (embedded && !embedded.adopted) await embedded.stop();
}
process.exit();

/** The database the environment names, else the embedded one, which is started for it when it is not running. */
async function addressOf(): Promise<string> {
  const env = processEnvironment();
  const given = databaseAddress(env);
  if (given) return given;
  embedded = await startEmbeddedPostgres({ dataDir: `${env.DATA_DIR ?? ".data"}/pg` });
  return embedded.url;
}
