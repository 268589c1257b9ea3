import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "#server/adapters/embedded-postgres/embedded-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the migrated template; tests work on clones of it. */
    templateUrl: string;
  }
}

/** One real PostgreSQL for the whole run, with a migrated template that every test file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-test-"));
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(folder, "pg"),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  execFileSync(process.execPath, ["prisma/cli.ts", "migrate"], {
    env: { ...process.env, DATABASE_URL: postgres.url },
    stdio: ["ignore", "ignore", "inherit"],
  });
  project.provide("templateUrl", postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
