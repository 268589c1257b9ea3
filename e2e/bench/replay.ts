import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startPostgres } from "#e2e/support/postgres.ts";
import { replayRun } from "#e2e/support/replay-run.ts";
import { bareReplay } from "./bare-replay.ts";
import type { Figure } from "./report.ts";

const run = promisify(execFile);
const EVENTS = 10_000;

/** Ten thousand dead webhook events, replayed twice at the same moment and once more afterwards, on a durable PostgreSQL. */
export async function replayBench(): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-bench-"));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres(path.join(folder, "pg"));
  try {
    await run(process.execPath, ["prisma/cli.ts", "migrate"], {
      env: { ...process.env, DATABASE_URL: postgres.url },
    });
    const { elapsedMs, clicks, afterwards, once, notOnce, states } = await replayRun(postgres.url, EVENTS);
    const ours = EVENTS / (elapsedMs / 1_000);
    const theirs = await bareReplay(postgres.url, EVENTS);
    const opened = clicks.reduce((sum, count) => sum + count, 0);
    return [
      {
        what: "dead events replayed and applied a second, from the click to the last effect",
        value: ours,
        unit: "/s",
        atLeast: 1_000,
      },
      { what: "bare rows a second, a transaction each, sixteen at once", value: theirs, unit: "/s" },
      { what: "ratio", value: ours / theirs, unit: "" },
      { what: "opened by two clicks together", value: opened, unit: "", atLeast: EVENTS, atMost: EVENTS },
      { what: "opened by a click afterwards", value: afterwards, unit: "", atMost: 0 },
      { what: "events with one effect", value: once, unit: "", atLeast: EVENTS },
      { what: "events with none or several", value: notOnce, unit: "", atMost: 0 },
      { what: "events done", value: states.done ?? 0, unit: "", atLeast: EVENTS },
    ];
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
