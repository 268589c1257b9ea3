import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { createApiClient } from "#e2e/support/api-client.ts";
import { type AppProcess, freePort, startApp } from "#e2e/support/app-process.ts";
import type { Cluster } from "./cluster.ts";
import { type Endpoint, openEndpoint } from "./endpoint.ts";
import type { ProviderOptions, ProviderReport } from "./provider.ts";
import { seedWorld } from "./seed.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

/** A whole product of its own, filled with all a world is about, and the providers that tell of it. */
export interface Stage {
  cluster: Cluster;
  databaseUrl: string;
  /** Two connections of ours, under a name of their own. */
  pool: pg.Pool;
  world: World;
  endpoint: Endpoint;
  app(): AppProcess;
  /** `kill -9`, and at once the next process on the same port; resolves when that one is healthy. */
  killAndRestart(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  cluster: Cluster;
  folder: string;
  name: string;
  world: WorldOptions;
  env: Record<string, string>;
}

/** What the sessions of the product are called in `pg_stat_activity`. */
export const SESSIONS = `application_name = 'huntaze' AND datname = current_database()`;
/** Nobody listens there: no call to a network belongs to these runs. */
const NO_SANDBOX = "http://127.0.0.1:9";

export async function openStage({
  cluster,
  folder,
  name,
  env,
  world: options,
}: StageOptions): Promise<Stage> {
  const database = `gateway_${name.replaceAll("-", "_")}`;
  const databaseUrl = await cluster.create(database);
  const dataDir = path.join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const port = await freePort();
  const startWith = (more: Record<string, string>) =>
    startApp({
      ...{ port, databaseUrl, dataDir, sandboxUrl: NO_SANDBOX },
      env: { LOG_LEVEL: "error", NODE_COMPILE_CACHE: path.join(folder, "compiled"), ...more },
    });
  const start = () => startWith({ RATE_LIMIT_ENABLED: "true", ...env });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, application_name: "gateway-chaos" });
  // The database is restarted under it: that is what is done here.
  pool.on("error", () => undefined);
  const endpoint = await openEndpoint();
  const world = createWorld(options);
  const workspaceId = await signUp(await startWith({}), pool, endpoint);
  await seedWorld(pool, world, { workspaceId, sinceS: options.sinceS });
  let app = await start();
  return {
    ...{ cluster, databaseUrl, pool, world, endpoint },
    app: () => app,
    async killAndRestart() {
      await app.kill("SIGKILL");
      app = await start();
    },
    async close() {
      if (app.isRunning()) await app.kill("SIGTERM");
      await endpoint.close();
      await pool.end();
      await cluster.drop(database);
    },
  };
}

/** A workspace whose endpoint wants to hear of messages, made by an app that ends again. */
async function signUp(app: AppProcess, pool: pg.Pool, endpoint: Endpoint): Promise<string> {
  const client = createApiClient(() => app.url);
  const password = "a long enough one";
  await client.signUp({ name: "Kim", email: "kim@example.com", password });
  await client.trpc.outgoing.create.mutate({ url: endpoint.url, events: ["message.received"] });
  await app.kill("SIGTERM");
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM workspaces");
  const [workspace] = rows;
  if (!workspace) throw new Error("the sign-up made no workspace");
  return workspace.id;
}

/** The providers at work. */
export interface Providing {
  /** Epoch in ms of the first delivery. */
  startedAt: number;
  report: Promise<ProviderReport>;
}

/** Starts the process of the providers; resolves with its first delivery. */
export function startProviders(options: ProviderOptions): Promise<Providing> {
  const child = spawn(process.execPath, ["e2e/chaos/gateway/provider.ts", JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const report = Promise.withResolvers<ProviderReport>();
  const begun = Promise.withResolvers<Providing>();
  report.promise.catch(() => undefined);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk;
    const [first, second, more] = text.split("\n");
    if (more !== undefined && second) report.resolve(JSON.parse(second));
    else if (second !== undefined && first)
      begun.resolve({ startedAt: JSON.parse(first).startedAt, report: report.promise });
  });
  // Should this process end first, nobody is left delivering.
  const stop = () => void child.kill();
  process.once("exit", stop);
  child.once("close", (code) => {
    process.off("exit", stop);
    const ended = new Error(`the providers ended with ${code}`);
    begun.reject(ended);
    report.reject(ended);
  });
  return begun.promise;
}
