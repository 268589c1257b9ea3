import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ServerBuild } from "@remix-run/server-runtime";
import pg from "pg";
import { ensureDatabase, pendingMigrations } from "#prisma/migrate.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "#server/adapters/embedded-postgres/embedded-postgres.ts";
import { createLog } from "#server/adapters/log/log.ts";
import type { Config } from "#server/config/config.ts";
import { loadConfig } from "#server/config/load.ts";
import { processEnvironment, renderForProduction } from "#server/config/process.ts";
import { systemClock } from "#server/core/clock.ts";
import { isAppError } from "#server/core/errors.ts";
import { buildHouse } from "#server/wiring/build.ts";
import { banner } from "./banner.ts";
import { createApi } from "./create-api.ts";
import { lockDataDir } from "./data-lock.ts";
import { ensureBuild } from "./ensure-build.ts";
import { startHttpServer } from "./http-server.ts";
import { startSandboxProcess } from "./sandbox-process.ts";
import { loadStaticFiles } from "./static-files.ts";

const say = (line: string) => void process.stdout.write(`${line}\n`);
const warn = (line: string) => void process.stderr.write(`${line}\n`);

/** `npm start`: everything the product needs, in the order it needs it; undone in reverse when told to stop. */
async function start(): Promise<void> {
  const env = processEnvironment();
  const config = loadConfig(env, { onNotice: (line) => warn(`notice: ${line}`) });
  const log = createLog({ level: config.logLevel });
  const closing: (() => Promise<void> | void)[] = [];
  const stop = stopper(closing);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop(0));
  closing.push(await lockDataDir(config.dataDir));
  ensureBuild(say);
  const postgres = config.database.url ? undefined : await openEmbedded(config.dataDir);
  if (postgres) closing.push(() => postgres.stop());
  const databaseUrl = config.database.url ?? postgres?.url ?? "";
  await bringUpToDate(databaseUrl);
  if (config.sandbox.enabled && !config.sandbox.external) {
    const { port } = config.sandbox;
    const sandbox = await startSandboxProcess({ port, dataDir: config.dataDir, appUrl: config.appUrl, log });
    closing.push(() => sandbox.stop());
  }
  renderForProduction();
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const selfUrl = selfUrlOf(config);
  const house = await buildHouse({ config, env, databaseUrl, selfUrl, clock: systemClock, log });
  const build = (await import(pathToFileURL(path.resolve("build/server/index.js")).href)) as ServerBuild;
  const server = await startHttpServer({
    api: createApi(house, version),
    build,
    statics: loadStaticFiles("build/client"),
    host: config.host,
    port: config.port,
    appUrl: config.appUrl,
    trustedProxyHops: config.trustedProxyHops,
    log,
  });
  // Backwards: no new work is rung for, then no new requests, then what both stood on.
  closing.push(
    () => house.stop(),
    () => server.close(),
    () => house.queue.stop(),
  );
  await house.start();
  say(banner(config, postgres !== undefined));
}

/** Where this process reaches itself: loopback, unless it listens on one particular address. */
function selfUrlOf({ host, port }: Pick<Config, "host" | "port">): string {
  const name = ["0.0.0.0", "::", "localhost"].includes(host) ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}

/** Runs what was opened backwards, each once, and ends the process. */
function stopper(closing: (() => Promise<void> | void)[]): (code: number) => Promise<void> {
  const stop = async (code: number) => {
    setTimeout(() => process.exit(code), 15_000).unref();
    for (const close of closing.splice(0).reverse())
      await Promise.resolve(close()).catch((error) => warn(String(error)));
    process.exit(code);
  };
  abort = () => stop(1);
  return stop;
}

let abort = async (): Promise<void> => process.exit(1);

const openEmbedded = (dataDir: string): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir: path.join(dataDir, "pg") });

/** Migrations run in a process of their own, and only when there are any. */
async function bringUpToDate(url: string): Promise<void> {
  await ensureDatabase(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const pending = await pendingMigrations(client).finally(() => client.end());
  if (pending.length === 0) return;
  say(`migrating the database (${pending.length}) …`);
  execFileSync(process.execPath, ["prisma/cli.ts", "migrate"], {
    env: { ...processEnvironment(), NODE_ENV: "production", DATABASE_URL: url },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** What went wrong in words: one line per wrong variable, the reason of a part that did not come up. */
function explain(error: unknown): string {
  const code = (error as { code?: string }).code;
  if (code === "EADDRINUSE")
    return `PORT: ${(error as { port?: number }).port} is already in use, for example PORT=3100`;
  if (isAppError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await start();
} catch (error) {
  warn(`Huntaze could not start.\n${explain(error)}`);
  await abort();
}
