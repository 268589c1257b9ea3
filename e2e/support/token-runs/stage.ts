import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startPostgres } from "#e2e/support/postgres.ts";
import { type OpenDatabase, openByUrl } from "./open-database.ts";

/** A durable, migrated PostgreSQL of its own for one run; gone afterwards. */
export async function onStage<T>(play: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-tokens-"));
  const postgres = await startPostgres(path.join(folder, "pg"));
  try {
    execFileSync(process.execPath, ["prisma/cli.ts", "migrate"], {
      env: { ...process.env, DATABASE_URL: postgres.url },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const database = openByUrl(postgres.url);
    try {
      return await play(database);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The number behind `--name`, or the fallback. */
export function numberOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} needs a number above 0`);
  return value;
}
