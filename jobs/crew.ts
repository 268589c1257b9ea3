import type { Crew } from "#server/core/crew.ts";
import type { Clock, FaultPoints, Log, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { inCohorts, type Member } from "./cohorts.ts";
import type { JobResult } from "./job.ts";
import { type Claim, createLedger, type Ledger } from "./ledger.ts";
import { createPlaces } from "./places.ts";
import type { JobRegistry, RegisteredJob } from "./registry.ts";
import { recordPatiently, runJob } from "./run-job.ts";

export interface CrewDeps<Services> {
  db: Db;
  clock: Clock;
  log: Log;
  registry: JobRegistry<Services>;
  services: Services;
  queue: Pick<Queue, "arm">;
  faults: FaultPoints;
  /** Told of every job that is given up. */
  onDead?: (name: string) => Promise<void>;
  /** Called when a job is out of our hands, however that ended. Must be quick. */
  onSettled?: () => void;
}

/**
 * Does due jobs in this process: the claim, the lease, the run and the record are those of `deliver`, without a request
 * per job. Rows are claimed in batches, and what finishes together is recorded together.
 */
export function createCrew<Services>(deps: CrewDeps<Services>): Crew {
  const ledger = createLedger(deps);
  const places = createPlaces();
  return {
    async begin(limit, only) {
      const hands = { ...deps, ledger, places };
      const kinds = Map.groupBy(await ledger.claimDue(limit, only), ({ name }) => name);
      const begun = [...kinds].flatMap(([name, claims]) => {
        const runMany = claims.length > 1 ? deps.registry.find(name)?.runMany : undefined;
        if (!runMany) return inCohorts(ledger, claims).map((member) => work(hands, member));
        const results = together(hands, runMany, claims);
        return claims.map((claim, index) => afterwards(hands, claim, results, index));
      });
      return begun.map((work) => work.finally(deps.onSettled));
    },
  };
}

type Hands<Services> = CrewDeps<Services> & { ledger: Ledger; places: ReturnType<typeof createPlaces> };

/** What became of each; nothing at all where the common run failed: then each is run by itself. */
async function together<Services>(
  { services, log }: Hands<Services>,
  runMany: NonNullable<RegisteredJob<Services>["runMany"]>,
  claims: readonly Claim[],
): Promise<(JobResult | undefined)[]> {
  const name = claims[0]?.name;
  return runMany(
    claims.map(({ payload }) => payload),
    services,
    log.with({ job: name }),
  ).catch((error: unknown) => {
    log.warn("jobs could not be done together, each is tried by itself", { job: name, error });
    return [];
  });
}

/** Records what the common run did; what it left over gets a run of its own. */
async function afterwards<Services>(
  hands: Hands<Services>,
  claim: Claim,
  results: Promise<(JobResult | undefined)[]>,
  index: number,
): Promise<void> {
  const result = (await results)[index];
  if (result?.outcome !== "done") return work(hands, { claim, begun: async () => true });
  hands.faults.hit("deliver.ran");
  await recordPatiently(hands, claim, { to: "done" }).catch((error: unknown) => {
    hands.log.error("a job's outcome was not recorded", { job: claim.name, jobId: claim.id, error });
  });
}

async function work<Services>(deps: Hands<Services>, { claim, begun }: Member): Promise<void> {
  const job = deps.registry.find(claim.name);
  try {
    if (!job) return await retire(deps, claim);
    deps.faults.hit("deliver.claimed");
    await runJob(deps, deps.places.limited(job, begun), claim);
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
