import path from "node:path";
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createLog } from "#server/adapters/log/log.ts";
import { inspectServices } from "#server/catalog/inspect.ts";
import type { Probe } from "#server/catalog/service.ts";
import type { Config } from "#server/config/config.ts";
import { readConfig } from "#server/config/load.ts";
import { processEnvironment } from "#server/config/process.ts";
import { systemClock } from "#server/core/clock.ts";
import { buildProbe } from "#server/wiring/probe-only.ts";
import { doctorReport, doctorTable } from "./doctor-report.ts";

/**
 * `npm run doctor [-- --json]`: every external system, its mode, what is configured, what answers, what is missing and
 * how to get it. Exit code 1 when a variable is wrong, one that production needs is missing, or a system in use is down.
 */
const env = processEnvironment();
const report = readConfig(env);
const opened = report.config ? await openProbe(report.config) : undefined;
const services = await inspectServices({
  env,
  clock: systemClock,
  language: "en",
  ...(report.config ? { config: report.config } : {}),
  ...(opened ? { probe: opened.probe } : {}),
});
const found = doctorReport(report, services, systemClock.now());
process.stdout.write(
  `${process.argv.includes("--json") ? JSON.stringify(found, null, 2) : doctorTable(found)}\n`,
);
await opened?.close();
process.exit(found.healthy ? 0 : 1);

/** Opens what the checks ask; the embedded database is started for the question when it is not running. */
async function openProbe(config: Config): Promise<{ probe: Probe; close(): Promise<void> }> {
  const embedded = config.database.url
    ? undefined
    : await startEmbeddedPostgres({ dataDir: path.join(config.dataDir, "pg") });
  const { probe, close } = buildProbe({
    config,
    databaseUrl: config.database.url ?? embedded?.url ?? "",
    clock: systemClock,
    log: createLog({ level: "error" }),
  });
  return {
    probe,
    close: async () => {
      await close();
      if (embedded && !embedded.adopted) await embedded.stop();
    },
  };
}
