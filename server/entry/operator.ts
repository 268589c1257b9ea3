import path from "node:path";
import { requiresVerifiedEmail } from "#server/adapters/auth/auth.ts";
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createLog } from "#server/adapters/log/log.ts";
import { loadConfig } from "#server/config/load.ts";
import { processEnvironment } from "#server/config/process.ts";
import { isAppError } from "#server/core/errors.ts";
import { appoint, operators } from "#server/features/session/operators.ts";
import { openDatabase } from "#server/wiring/database.ts";

const USAGE = "npm run operator [-- <e-mail> [--remove]]";

/**
 * `npm run operator -- <e-mail>` makes somebody an operator, `--remove` takes it from them, without an address it lists
 * who is. While the app runs or not; it counts from the person's next request on.
 */
async function run(args: readonly string[]): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const [email, ...others] = args.filter((arg) => arg !== "--remove");
  if (others.length > 0 || email?.startsWith("-")) throw new Error(`usage: ${USAGE}`);
  const operator = !args.includes("--remove");
  if (!email && !operator) throw new Error(`whom? ${USAGE}`);
  const config = loadConfig(processEnvironment(), { onNotice: (line) => process.stderr.write(`${line}\n`) });
  const embedded = config.database.url
    ? undefined
    : await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, "pg") });
  const url = config.database.url ?? embedded?.url ?? "";
  const database = openDatabase(url, config.database, createLog({ level: "warn" }));
  try {
    if (email) {
      const rule = { operator, requiresVerifiedEmail: requiresVerifiedEmail(config) };
      const changed = await appoint(database.db, email, rule);
      say(`${email} ${changed ? "now" : "already"} ${operator ? "is an operator" : "is none"}`);
    }
    say(`operators: ${(await operators(database.db)).join(", ") || "none"}`);
  } finally {
    await database.close();
    if (embedded && !embedded.adopted) await embedded.stop();
  }
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${isAppError(error) || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
