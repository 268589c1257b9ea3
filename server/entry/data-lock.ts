import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "#server/core/errors.ts";

/** An earlier process that was just told to stop still has requests to finish and a database to close. */
const WAIT_MS = 8_000;
const LOOK_EVERY_MS = 100;

/**
 * One process per data folder: two would fight over its database. Waits for one that is on its way out; a lock left by a
 * killed process is taken over. Resolves to what releases it.
 */
export async function lockDataDir(dataDir: string, waitMs = WAIT_MS): Promise<() => void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const file = path.join(dataDir, "app.pid");
  const deadline = Date.now() + waitMs;
  for (let holder = holderOf(file); holder !== undefined; holder = holderOf(file)) {
    if (Date.now() > deadline)
      throw new AppError(
        "CONFLICT",
        `another Huntaze (process ${holder}) already runs on ${dataDir}: stop it, or start this one with its own DATA_DIR and PORT`,
      );
    await sleep(LOOK_EVERY_MS);
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

/** The process that holds the lock and really is one of ours: pids are reused after a reboot. */
function holderOf(file: string): number | undefined {
  const pid = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  return pid > 0 && pid !== process.pid && isHuntaze(pid) ? pid : undefined;
}

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
