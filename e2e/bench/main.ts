import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startProduct } from "#e2e/support/product.ts";
import { treeMemory } from "./process-tree.ts";

/**
 * `npm run bench`: what the promises on starting cost, on this machine, now. First start: an empty data folder (the
 * database is created and migrated). Second start: the same folder again. Memory: the whole tree after a warm-up.
 */
const LIMITS = { firstStartMs: 10_000, secondStartMs: 5_000, memoryMb: 600 };

const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-bench-"));
// Open to the system user that PostgreSQL runs as under root; else the database would live elsewhere, uncounted.
chmodSync(folder, 0o755);
const dataDir = path.join(folder, ".data");
const started: number[] = [];
let memory = { processes: 0, rssMb: 0, pssMb: 0 };
try {
  for (const round of ["first", "second"] as const) {
    const product = await startProduct({ dataDir, command: "npm start" });
    started.push(Math.round(product.startedInMs));
    if (round === "second") {
      await warmUp(product.appUrl);
      memory = treeMemory(product.pid, dataDir);
    }
    await product.stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const [first = 0, second = 0] = started;
const rows: [string, string, number, number][] = [
  ["first start to /api/health", "ms", first, LIMITS.firstStartMs],
  ["second start to /api/health", "ms", second, LIMITS.secondStartMs],
  [`memory of ${memory.processes} processes (proportional)`, "MB", memory.pssMb, LIMITS.memoryMb],
];
for (const [what, unit, value, limit] of rows)
  console.log(`${what}: ${value} ${unit} (at most ${limit})${value > limit ? "  TOO MUCH" : ""}`);
console.log(`the same memory with shared pages counted in every process: ${memory.rssMb} MB`);
process.exit(rows.some(([, , value, limit]) => value > limit) ? 1 : 0);

/** Enough pages and answers for every part to have been used. */
async function warmUp(appUrl: string): Promise<void> {
  for (let round = 0; round < 100; round++)
    await Promise.all(
      ["/sign-in", "/api/health", "/sign-up"].map((page) => fetch(appUrl + page).then((r) => r.text())),
    );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
}
