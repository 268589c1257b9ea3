import { AppError } from "#server/core/errors.ts";
import type { Clock, FaultPoints, Log, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { alone } from "./cohorts.ts";
import { createLedger } from "./ledger.ts";
import { createPlaces } from "./places.ts";
import type { JobRegistry } from "./registry.ts";
import { runJob } from "./run-job.ts";

export interface BellDeps<Services> {
  db: Db;
  clock: Clock;
  log: Log;
  registry: JobRegistry<Services>;
  services: Services;
  queue: Pick<Queue, "arm">;
  faults: FaultPoints;
  /** Called when a job is out of our hands, however that ended. Must be quick. */
  onSettled?: () => void;
  /** Told of every job that is given up. */
  onDead?: (name: string) => Promise<void>;
}

/** What became of an alarm: the outcome of the run, or why the row could not be claimed. */
export type Rung = Record<string, unknown>;

/**
 * An alarm has rung for a row, whichever transport brought it: claims the row, runs its handler under the lease, records
 * the outcome. Resolves once that is done, whatever was found. Throws NOT_FOUND for a name nobody here knows; anything
 * else means that the alarm should ring again.
 */
export type Bell = (message: { name: string; jobId: string }) => Promise<Rung>;

export function createBell<Services>(deps: BellDeps<Services>): Bell {
  const ledger = createLedger(deps);
  const places = createPlaces();
  return async ({ name, jobId }) => {
    const job = deps.registry.find(name);
    if (!job) throw new AppError("NOT_FOUND", `no job is called ${name}`);
    const claimed = await ledger.claim(jobId, name);
    if ("found" in claimed) {
      // The transport believes its alarm has rung; a row that is still to come needs a new one.
      if (claimed.found === "not-due") await ledger.rewind(jobId);
      return { jobId, found: claimed.found };
    }
    deps.faults.hit("deliver.claimed");
    const { claim, begun } = alone(ledger, claimed.claim);
    const run = runJob({ ...deps, ledger }, places.limited(job, begun), claim);
    return { jobId, outcome: await run.finally(deps.onSettled) };
  };
}
