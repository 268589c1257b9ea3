import path from "node:path";
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createLog } from "#server/adapters/log/log.ts";
import { createSecretBox } from "#server/adapters/secret-box/secret-box.ts";
import { loadConfig } from "#server/config/load.ts";
import { processEnvironment } from "#server/config/process.ts";
import { isAppError } from "#server/core/errors.ts";
import { rotateOutgoingKeys } from "#server/features/outgoing/rotate-keys.ts";
import { rotateKeys } from "#server/features/tokens/rotate-keys.ts";
import { createTokenVault } from "#server/features/tokens/vault.ts";
import { openDatabase } from "#server/wiring/database.ts";

/**
 * `npm run keys:rotate`: seals every network token with the first key of TOKEN_ENCRYPTION_KEY. Online and repeatable;
 * ended anywhere, the next run goes on. Exit code 0 once nothing is sealed with another key: only then may the old key
 * be taken away. 1 when something could not be opened, or was changed meanwhile by an instance with the old key.
 */
async function rotate(): Promise<boolean> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const config = loadConfig(processEnvironment(), { onNotice: (line) => process.stderr.write(`${line}\n`) });
  const embedded = config.database.url
    ? undefined
    : await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, "pg") });
  const url = config.database.url ?? embedded?.url ?? "";
  const database = openDatabase(url, config.database, createLog({ level: "warn" }));
  const secretBox = createSecretBox(config.secrets.encryptionKeys);
  const vault = createTokenVault(secretBox);
  try {
    say(`sealing with ${config.secrets.encryptionKeys[0]?.id}`);
    const first = await rotateKeys({
      db: database.db,
      vault,
      onProgress: (count) => say(`${count} looked at`),
    });
    const second = await rotateKeys({ db: database.db, vault });
    const webhooks = await rotateOutgoingKeys({ db: database.db, secretBox });
    const left = second.overtaken + second.unreadable + webhooks.left;
    say(
      `sealed anew ${first.rotated + second.rotated + webhooks.rotated}, with this key now ${second.current + second.rotated}`,
    );
    say(
      left === 0
        ? "nothing is sealed with another key"
        : `${left} left: ${JSON.stringify({ ...second, webhooks })}`,
    );
    return left === 0;
  } finally {
    await database.close();
    if (embedded && !embedded.adopted) await embedded.stop();
  }
}

try {
  process.exitCode = (await rotate()) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${isAppError(error) || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
