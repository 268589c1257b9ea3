import path from "node:path";
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createLog } from "#server/adapters/log/log.ts";
import type { Config } from "#server/config/config.ts";
import { withVerifiedTls } from "#server/config/database-address.ts";
import { loadConfig } from "#server/config/load.ts";
import { processEnvironment } from "#server/config/process.ts";
import { systemClock } from "#server/core/clock.ts";
import { AppError } from "#server/core/errors.ts";
import { openConsumer } from "#server/wiring/adapters.ts";
import { buildHouse } from "#server/wiring/build.ts";
import { explain } from "./explain.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";

const warn = (line: string) => void process.stderr.write(`${line}\n`);
const LONGEST_STOP_MS = 15_000;

/**
 * `npm run worker`: takes jobs from SQS and does them, beside the app or on machines of its own. It serves nothing,
 * migrates nothing, and shares the database with the app, which must have been started once.
 */
async function work({ open }: Lifecycle): Promise<void> {
  const env = processEnvironment();
  const config = loadConfig(env, { onNotice: (line) => warn(`notice: ${line}`) });
  const { sqs } = config;
  if (!sqs)
    throw new AppError(
      "CONFIG_MISSING",
      "AWS_SQS_QUEUE_URL is not set: without a queue the app does its jobs itself",
    );
  const clock = systemClock;
  const log = createLog({ level: config.logLevel });
  const databaseUrl = await openDatabase(config, open);
  // Backwards: no new messages, then what the work stood on.
  const house = await open(
    () => buildHouse({ config, env, databaseUrl, selfUrl: config.appUrl, clock, log }),
    (built) => built.stop(),
  );
  await open(
    () => house.queue,
    (queue) => queue.stop(),
  );
  const consumer = await open(
    () => openConsumer(sqs, house.bell, { clock, log }),
    (opened) => opened.stop(),
  );
  await open(() => consumer.start());
  process.stdout.write(`\n  Huntaze worker on ${sqs.queueUrl}\n\n`);
  // Not a step to wait for: it listens until the database answers, which may be never.
  await house.start();
}

/** The database of the configuration, or the embedded one: that of the running app, where there is one. */
async function openDatabase({ database, dataDir }: Config, open: Lifecycle["open"]): Promise<string> {
  const { url, tls } = database;
  if (url !== null) return tls ? withVerifiedTls(url) : url;
  const embedded = await open(
    () => startEmbeddedPostgres({ dataDir: path.join(dataDir, "pg") }),
    (postgres) => (postgres.adopted ? undefined : postgres.stop()),
  );
  return embedded.url;
}

async function main(): Promise<void> {
  process.chdir(path.resolve(import.meta.dirname, "../.."));
  const lifecycle = createLifecycle((error) => warn(String(error)));
  const stop = async (code: number) => {
    setTimeout(() => process.exit(code), LONGEST_STOP_MS).unref();
    await lifecycle.stop();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
  try {
    await work(lifecycle);
  } catch (error) {
    if (lifecycle.signal.aborted) return;
    warn(`The worker could not start.\n${explain(error)}`);
    await stop(1);
  }
}

await main();
