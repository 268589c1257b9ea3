import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

const QUICK = { fsync: "off" };
let home: string;
let dataDir: string;

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), "embedded-postgres-"));
  dataDir = path.join(home, "pg");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const answers = async (url: string) => {
  const client = new pg.Client({ connectionString: url.replace(/huntaze$/, "postgres") });
  await client.connect();
  const { rows } = await client.query("select 1 as one").finally(() => client.end());
  return rows[0].one === 1;
};

it("a cluster whose making was cut short is made again", async () => {
  mkdirSync(path.join(home, "pg.new-cutsho/base"), { recursive: true });
  writeFileSync(path.join(home, "pg.new-cutsho/PG_VERSION"), "18\n");
  writeFileSync(path.join(home, "pg.password"), "of the one that was never finished\n");
  mkdirSync(dataDir);
  const server = await startEmbeddedPostgres({ dataDir, settings: QUICK });
  try {
    expect(await answers(server.url)).toBe(true);
    expect(readdirSync(home).sort()).toEqual(["pg", "pg.password"]);
    const second = await startEmbeddedPostgres({ dataDir, settings: QUICK });
    expect(second).toMatchObject({ adopted: true, url: server.url });
  } finally {
    await server.stop();
  }
}, 30_000);

it("a server that was killed comes back at the same address, and a stopped one does not", async () => {
  const server = await startEmbeddedPostgres({ dataDir, settings: QUICK });
  const pidFile = path.join(dataDir, "postmaster.pid");
  try {
    // It has been looked at before, and was well.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL");
    await expect(answers(server.url)).rejects.toThrow();
    await vi.waitFor(() => answers(server.url), { timeout: 15_000, interval: 100 });
  } finally {
    await server.stop();
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(existsSync(pidFile)).toBe(false);
}, 30_000);

it("an incomplete cluster is explained and never overwritten", async () => {
  mkdirSync(dataDir);
  writeFileSync(path.join(dataDir, "PG_VERSION"), "18\n");
  await expect(startEmbeddedPostgres({ dataDir, settings: QUICK })).rejects.toThrow(
    /is incomplete \(.+pg_control is missing\): restore it from a backup, or remove/,
  );
  expect(readdirSync(dataDir)).toEqual(["PG_VERSION"]);
});

it("a password file that was lost is named", async () => {
  mkdirSync(path.join(dataDir, "global"), { recursive: true });
  for (const file of ["PG_VERSION", "global/pg_control"]) writeFileSync(path.join(dataDir, file), "18\n");
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/pg\.password is missing/);
  expect(existsSync(path.join(home, "pg.password"))).toBe(false);
});
