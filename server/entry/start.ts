import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/server-runtime";
import pg from "pg";
import { ensureDatabase, pendingMigrations } from "#prisma/migrate.ts";
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createLog } from "#server/adapters/log/log.ts";
import type { Config } from "#server/config/config.ts";
import { withVerifiedTls } from "#server/config/database-address.ts";
import { loadConfig } from "#server/config/load.ts";
import { processEnvironment, renderForProduction } from "#server/config/process.ts";
import { systemClock } from "#server/core/clock.ts";
import { AppError } from "#server/core/errors.ts";
import { buildHouse } from "#server/wiring/build.ts";
import { banner } from "./banner.ts";
import { createApi } from "./create-api.ts";
import { lockDataDir } from "./data-lock.ts";
import { ensureBuild } from "./ensure-build.ts";
import { explain, explainDatabase } from "./explain.ts";
import { startHttpServer } from "./http-server.ts";
import { createLifecycle, type Lifecycle } from "./lifecycle.ts";
import { runToEnd } from "./run-to-end.ts";
import { startSandboxProcess } from "./sandbox-process.ts";
import { loadStaticFiles } from "./static-files.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);
const LONGEST_STOP_MS = 15_000;

/** `npm start`: everything the product needs, in the order it needs it; undone in reverse when told to stop. */
async function start({ open, signal }: Lifecycle): Promise<void> {
  const env = processEnvironment();
  const config = loadConfig(env, { onNotice: (line) => warn(`notice: ${line}`) });
  const log = createLog({ level: config.logLevel });
  await open(
    () => lockDataDir(config.dataDir),
    (release) => release(),
  );
  await open(() => ensureBuild(say, signal));
  const databaseUrl = await openDatabase(config, { open, signal });
  if (config.sandbox.enabled && !config.sandbox.external) {
    const { port } = config.sandbox;
    await open(
      () => startSandboxProcess({ port, dataDir: config.dataDir, appUrl: config.appUrl, log }),
      (sandbox) => sandbox.stop(),
    );
  }
  renderForProduction();
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const selfUrl = selfUrlOf(config);
  // Backwards: no new work is rung for, then no new requests, then what both stood on.
  const house = await open(
    () => buildHouse({ config, env, databaseUrl, selfUrl, clock: systemClock, log }),
    (built) => built.stop(),
  );
  const build = (await import(pathToFileURL(path.resolve("build/server/index.js")).href)) as ServerBuild;
  await open(
    () =>
      startHttpServer({
        api: createApi(house, version),
        build,
        statics: loadStaticFiles("build/client"),
        host: config.host,
        port: config.port,
        appUrl: config.appUrl,
        trustedProxyHops: config.trustedProxyHops,
        log,
      }),
    (server) => server.close(),
  );
  await open(
    () => house.queue,
    (queue) => queue.stop(),
  );
  // Not a step to wait for: it listens until the database answers, which may be never.
  await house.start();
  say(banner(config, config.database.url === null));
}

/** Where this process reaches itself: loopback, unless it listens on one particular address. */
function selfUrlOf({ host, port }: Pick<Config, "host" | "port">): string {
  const name = ["0.0.0.0", "::", "localhost"].includes(host) ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** The database of the configuration, or the embedded one, with every migration applied. */
async function openDatabase(
  { database, dataDir }: Config,
  { open, signal }: Pick<Lifecycle, "open" | "signal">,
): Promise<string> {
  if (database.url !== null) {
    const { url } = database;
    await open(() => bringUpToDate(database.tls ? withVerifiedTls(url) : url, signal));
    return url;
  }
  const { url } = await open(
    () => startEmbeddedPostgres({ dataDir: path.join(dataDir, "pg") }),
    (postgres) => postgres.stop(),
  );
  await open(() => bringUpToDate(url, signal));
  return url;
}

/** Migrations run in a process of their own, and only when there are any. */
async function bringUpToDate(url: string, signal: AbortSignal): Promise<void> {
  if (!(await hasPendingMigrations(url))) return;
  say("migrating the database …");
  // The address says by itself whether TLS is due; production would insist on it for the embedded one too.
  const env = { ...processEnvironment(), NODE_ENV: "development" as const, DATABASE_URL: url };
  const args = ["prisma/cli.ts", "migrate"];
  await runToEnd({ program: process.execPath, args, env, signal, what: "migrating the database" });
}

async function hasPendingMigrations(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await ensureDatabase(url).then(() => client.connect());
  } catch (error) {
    throw new AppError("UNAVAILABLE", explainDatabase(error, url), { cause: error });
  }
  const pending = await pendingMigrations(client).finally(() => client.end());
  return pending.length > 0;
}

/** A signal may come twice: npm passes on what the terminal already sent to all. */
async function main(): Promise<void> {
  // Every path of ours counts from the top of the repository, from wherever this is started.
  process.chdir(path.resolve(import.meta.dirname, "../.."));
  const lifecycle = createLifecycle((error) => warn(String(error)));
  const stop = async (code: number) => {
    setTimeout(() => process.exit(code), LONGEST_STOP_MS).unref();
    await lifecycle.stop();
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
  try {
    await start(lifecycle);
  } catch (error) {
    // Whatever a step met while it was being stopped is no failure.
    if (lifecycle.signal.aborted) return;
    warn(`Huntaze could not start.\n${explain(error)}`);
    await stop(1);
  }
}

await main();
