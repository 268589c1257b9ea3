import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startPostgres } from "#e2e/support/postgres.ts";
import { type Lane, openLane } from "./lane.ts";

/** Runs the same work on several products side by side, each with its own database on one cluster made for it. */
export async function onLanes<T>(
  { lanes, workspaces }: { lanes: number; workspaces: number },
  work: (lane: Lane, index: number) => Promise<T>,
): Promise<T[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-chaos-"));
  const postgres = await startPostgres(path.join(folder, "pg"));
  const runLane = async (index: number): Promise<T> => {
    const databaseUrl = Object.assign(new URL(postgres.url), { pathname: `/chaos_${index}` }).href;
    const lane = await openLane({ name: `lane-${index}`, databaseUrl, folder, workspaces });
    try {
      return await work(lane, index);
    } finally {
      await lane.close();
    }
  };
  try {
    return await Promise.all(Array.from({ length: lanes }, (_, index) => runLane(index)));
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
