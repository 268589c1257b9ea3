import type { Crew } from "#server/core/crew.ts";
import type { Clock, FaultPoints, Log, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { type Claim, createLedger, type Ledger } from "./ledger.ts";
import { createPlaces } from "./places.ts";
import type { JobRegistry } from "./registry.ts";
import { runJob } from "./run-job.ts";

export interface CrewDeps<Services> {
  db: Db;
  clock: Clock;
  log: Log;
  registry: JobRegistry<Services>;
  services: Services;
  queue: Pick<Queue, "arm">;
  faults: FaultPoints;
}

/**
 * Does due jobs in this process: the claim, the lease, the run and the record are those of `deliver`, without a request
 * per job. Rows are claimed in batches, and what finishes together is recorded together.
 */
export function createCrew<Services>(deps: CrewDeps<Services>): Crew {
  const ledger = createLedger(deps);
  const places = createPlaces();
  return {
    async begin(limit) {
      const claims = await ledger.claimDue(limit);
      return claims.map((claim) => work({ ...deps, ledger, places }, claim));
    },
  };
}

async function work<Services>(
  deps: CrewDeps<Services> & { ledger: Ledger; places: ReturnType<typeof createPlaces> },
  claim: Claim,
): Promise<void> {
  const job = deps.registry.find(claim.name);
  try {
    if (!job) return await retire(deps, claim);
    deps.faults.hit("deliver.claimed");
    await runJob(deps, deps.places.limited(job), claim);
  } catch (error) {
    // The outcome could not be recorded while the lease held: another claim will find the row.
    deps.log.error("a job's outcome was not recorded", { job: claim.name, jobId: claim.id, error });
  }
}

/** A row that an older or newer release wrote: nobody here knows what to do with it, and it must not block the others. */
async function retire({ ledger }: { ledger: Ledger }, claim: Claim): Promise<void> {
  const message = `no job is called ${claim.name}`;
  await ledger.settle(claim, { to: "dead", error: { code: "NOT_FOUND", message } });
}
