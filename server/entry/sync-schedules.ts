import { scheduledJobs } from "#jobs/schedules.ts";
import { createQstashClient } from "#server/adapters/qstash/client.ts";
import { syncQstashSchedules } from "#server/adapters/qstash/sync-schedules.ts";
import { loadConfig } from "#server/config/load.ts";
import { processEnvironment } from "#server/config/process.ts";
import { isAppError } from "#server/core/errors.ts";

/** `npm run qstash:sync`: QStash's calendar follows the code's. Repeatable; says what it changed. */
async function sync(): Promise<void> {
  const config = loadConfig(processEnvironment(), { onNotice: (line) => process.stderr.write(`${line}\n`) });
  if (!config.qstash)
    throw new Error("QSTASH_TOKEN is not set: without QStash the server keeps its own calendar");
  const changes = await syncQstashSchedules({
    client: createQstashClient(config.qstash),
    baseUrl: config.appUrl,
    schedules: scheduledJobs(),
  });
  for (const [what, names] of Object.entries(changes))
    process.stdout.write(`${what}: ${names.join(", ") || "none"}\n`);
}

try {
  await sync();
} catch (error) {
  process.stderr.write(`${isAppError(error) || error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
