import { toAppError } from "#server/core/errors.ts";
import type { Clock, FaultPoints, Log, Queue } from "#server/core/ports.ts";
import { redactText } from "#server/core/redact.ts";
import type { JobResult } from "./job.ts";
import { LeaseLost, underLease } from "./lease.ts";
import { type Claim, LEASE_MS, type Ledger, type Settlement } from "./ledger.ts";
import type { RegisteredJob } from "./registry.ts";
import { isRetryable, retryDelayMs } from "./retry.ts";

export interface RunJobDeps<Services> {
  ledger: Ledger;
  services: Services;
  queue: Pick<Queue, "arm">;
  clock: Clock;
  log: Log;
  faults: FaultPoints;
  /** Told of every job that is given up, after the job's own `dead`; what it throws is logged and no more. */
  onDead?: (name: string) => Promise<void>;
}

export type Outcome = "done" | "again" | "retry" | "dead" | "lost";

/**
 * One try of a claimed job: runs the handler under its lease and records how it ended. `lost` means that somebody else
 * holds the row and nothing was recorded. Throws only when the outcome could not be recorded while the lease held.
 */
export async function runJob<Services>(
  deps: RunJobDeps<Services>,
  job: RegisteredJob<Services>,
  claim: Claim,
): Promise<Outcome> {
  const log = deps.log.with({ job: job.name, jobId: claim.id, attempt: claim.attempts });
  const settlement = await trySettlement({ ...deps, log }, job, claim);
  if (!settlement) return "lost";
  deps.faults.hit("deliver.ran");
  const recorded = await recordPatiently(deps, claim, settlement);
  deps.faults.hit("deliver.recorded");
  if (!recorded) {
    log.warn("the lease was lost before the outcome was recorded");
    return "lost";
  }
  if (settlement.to === "pending") await rearm({ ...deps, log }, claim, settlement.runAt);
  return outcomeOf(settlement);
}

function outcomeOf(settlement: Settlement): Outcome {
  if (settlement.to !== "pending") return settlement.to;
  return settlement.error ? "retry" : "again";
}

/** What is to be recorded, undefined when the lease was lost. */
async function trySettlement<Services>(
  deps: RunJobDeps<Services>,
  job: RegisteredJob<Services>,
  claim: Claim,
): Promise<Settlement | undefined> {
  const killed = new Error("the process died during every try");
  if (claim.attempts > claim.maxAttempts) return failed(deps, job, claim, killed);
  try {
    const result = await underLease(deps, claim, job.timeoutMs, (signal) =>
      job.run(claim.payload, deps.services, {
        jobId: claim.id,
        attempt: claim.attempts,
        fence: claim.fence,
        signal,
        log: deps.log,
      }),
    );
    return settled(deps.log, result);
  } catch (error) {
    if (error instanceof LeaseLost) return undefined;
    return failed(deps, job, claim, error);
  }
}

function settled(log: Log, result: JobResult): Settlement {
  log.debug(`job ${result.outcome}`, { note: result.note });
  if (result.outcome === "done") return { to: "done" };
  return { to: "pending", runAt: result.at, refund: true };
}

async function failed<Services>(
  deps: RunJobDeps<Services>,
  job: RegisteredJob<Services>,
  claim: Claim,
  thrown: unknown,
): Promise<Settlement> {
  const error = toAppError(thrown);
  const recorded = { code: error.code, message: redactText(error.message) };
  if (isRetryable(thrown) && claim.attempts < claim.maxAttempts) {
    const runAt = new Date(deps.clock.now().getTime() + retryDelayMs(claim.attempts, error));
    deps.log.warn("job failed, will be tried again", { error: thrown, runAt });
    return { to: "pending", runAt, refund: false, error: recorded };
  }
  return (await tellDead(deps, job, claim, recorded))
    ? { to: "dead", error: recorded }
    : {
        to: "pending",
        runAt: new Date(deps.clock.now().getTime() + LEASE_MS),
        refund: false,
        error: recorded,
      };
}

/** How often we come back to tell a feature that its job is dead, when telling it fails. */
const TELLING_TRIES = 5;

/** False: telling failed and should be tried again before the row is recorded dead. */
async function tellDead<Services>(
  { services, log, onDead }: RunJobDeps<Services>,
  job: RegisteredJob<Services>,
  claim: Claim,
  error: { code: string; message: string },
): Promise<boolean> {
  log.error("job is dead", { error });
  try {
    await job.dead(claim.payload, services, { ...error, attempts: claim.attempts });
    await onDead?.(job.name).catch((problem: unknown) =>
      log.error("nobody was told that a job is dead", { error: problem }),
    );
    return true;
  } catch (problem) {
    log.error("could not tell that the job is dead", { error: problem });
    return claim.attempts >= claim.maxAttempts + TELLING_TRIES;
  }
}

/** The work is done: a database that restarts right now must not make us do it again. Gives up with the lease. */
export async function recordPatiently(
  { ledger, clock }: { ledger: Ledger; clock: Clock },
  claim: Claim,
  settlement: Settlement,
): Promise<boolean> {
  const until = clock.now().getTime() + LEASE_MS;
  for (let waitMs = 100; ; waitMs *= 2) {
    try {
      return await ledger.settle(claim, settlement);
    } catch (error) {
      if (clock.now().getTime() + waitMs >= until) throw error;
      await clock.sleep(waitMs);
    }
  }
}

/** The row is recorded; an alarm that cannot be armed now is armed by the queue's own sweep. */
async function rearm(
  { queue, log }: { queue: Pick<Queue, "arm">; log: Log },
  claim: Claim,
  runAt: Date,
): Promise<void> {
  await queue.arm([{ jobId: claim.id, name: claim.name, runAt }]).catch((error: unknown) => {
    log.warn("alarm not armed; the sweep will", { error });
  });
}
