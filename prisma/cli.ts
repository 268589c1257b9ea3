/**
 * `npm run db:migrate` brings DATABASE_URL (or the embedded database) up to date; `npm run db:create -- name` writes the
 * next migration. Runs as its own process because the engine leaves a timer behind that would hold a server open.
 */
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createMigration, migrate } from "./migrate.ts";

const [command, name] = process.argv.slice(2);
const given = process.env.DATABASE_URL;
const embedded = given
  ? undefined
  : await startEmbeddedPostgres({ dataDir: `${process.env.DATA_DIR ?? ".data"}/pg` });
const url = given ?? embedded?.url ?? "";
try {
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
