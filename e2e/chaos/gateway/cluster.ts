import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { startPostgres } from "#e2e/support/postgres.ts";

/** One durable PostgreSQL for all phases; each has a database of its own. */
export interface Cluster {
  /** A new, migrated database. */
  create(name: string): Promise<string>;
  drop(name: string): Promise<void>;
  /** Stops the server as `pg_ctl stop -m fast` or `-m immediate` does; resolves when it is back and answers. */
  restart(how: "fast" | "immediate"): Promise<void>;
  stop(): Promise<void>;
}

const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT" } as const;
const LOOK_AGAIN_MS = 50;

export async function openCluster(folder: string): Promise<Cluster> {
  const postgres = await startPostgres(path.join(folder, "pg"));
  execFileSync(process.execPath, ["prisma/cli.ts", "migrate"], {
    env: { ...process.env, DATABASE_URL: postgres.url },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const template = new URL(postgres.url).pathname.slice(1);
  const at = (name: string) => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  const ask = async <R extends pg.QueryResultRow>(sql: string): Promise<R[]> => {
    const client = new pg.Client({ connectionString: at("postgres") });
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const [where] = await ask<{ data_directory: string }>("SHOW data_directory");
  const pidFile = path.join(where?.data_directory ?? "", "postmaster.pid");
  return {
    async create(name) {
      await ask(`CREATE DATABASE "${name}" TEMPLATE "${template}"`);
      return at(name);
    },
    drop: async (name) => void (await ask(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`)),
    async restart(how) {
      const before = pidIn(pidFile);
      if (before === undefined) throw new Error("PostgreSQL does not run");
      process.kill(before, SIGNALS[how]);
      // Whoever keeps the embedded server running starts it again, as a service manager does.
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
        const now = pidIn(pidFile);
        if (now === undefined || now === before) continue;
        if (await ask("SELECT 1").catch(() => undefined)) return;
      }
    },
    stop: () => postgres.stop(),
  };
}

/** Of the postmaster; undefined while there is none. */
function pidIn(pidFile: string): number | undefined {
  try {
    return Number(readFileSync(pidFile, "utf8").split("\n")[0]) || undefined;
  } catch {
    return undefined;
  }
}
