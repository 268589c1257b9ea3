import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { AppError } from "#server/core/errors.ts";

/** One process per data folder: two would fight over its database. A lock left by a killed process is taken over. */
export function lockDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const file = path.join(dataDir, "app.pid");
  const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (holder > 0 && holder !== process.pid && isHuntaze(holder))
    throw new AppError(
      "CONFLICT",
      `another Huntaze (process ${holder}) already runs on ${dataDir}: stop it, or start this one with its own DATA_DIR and PORT`,
    );
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

/** Alive, and really one of ours: pids are reused after a reboot. */
function isHuntaze(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("server/entry/");
  } catch {
    return true;
  }
}
