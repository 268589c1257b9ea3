import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startProduct } from "#e2e/support/product.ts";
import { bareStart } from "./bare-start.ts";
import { treeMemory } from "./process-tree.ts";
import type { Figure } from "./report.ts";

/**
 * What starting costs. First start: an empty data folder (the
 * database is created and migrated). Second start: the same folder again. Memory: the whole tree after a warm-up.
 */
export async function startBench(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-bench-"));
  // Open to the system user that PostgreSQL runs as under root; else the database would live elsewhere, uncounted.
  chmodSync(folder, 0o755);
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<Figure[]> {
  const dataDir = path.join(folder, ".data");
  // Whoever clones the product has it built by `npm start`, once; that is not what starting costs.
  await promisify(execFile)("npm", ["run", "--silent", "build"]);
  const bareMs = await bareStart(folder);
  const first = await startProduct({ dataDir, command: "npm start" });
  await first.stop();
  const second = await startProduct({ dataDir, command: "npm start" });
  await warmUp(second.appUrl);
  const memory = treeMemory(second.pid, dataDir);
  await second.stop();
  return [
    { what: "first start to /api/health", value: first.startedInMs, unit: "ms", atMost: 10_000 },
    { what: "bare: the same database, one table, one answer", value: bareMs, unit: "ms" },
    { what: "ratio", value: first.startedInMs / bareMs, unit: "times" },
    { what: "second start to /api/health", value: second.startedInMs, unit: "ms", atMost: 5_000 },
    {
      what: `memory of ${memory.processes} processes (proportional)`,
      value: memory.pssMb,
      unit: "MB",
      atMost: 600,
    },
    { what: "the same with shared pages counted in every process", value: memory.rssMb, unit: "MB" },
  ];
}

/** Enough pages and answers for every part to have been used. */
async function warmUp(appUrl: string): Promise<void> {
  for (let round = 0; round < 100; round++)
    await Promise.all(
      ["/sign-in", "/api/health", "/sign-up"].map((page) => fetch(appUrl + page).then((r) => r.text())),
    );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
}
