import { evidence } from "#server/core/evidence.ts";
import type { Log } from "#server/core/ports.ts";
import { abandonTarget } from "./abandon.ts";
import { reconcile, remainInDoubt } from "./armed.ts";
import { claimTarget } from "./claim.ts";
import { type Desk, openDesk, planStep } from "./desk.ts";
import { keepLease, LEASE_MS, LeaseLost } from "./lease.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";
import { networkOf, settleLive, standDown } from "./settle.ts";
import { meetProblem, runCommit, runPoll, runSafe } from "./steps.ts";
import { settleTrouble } from "./trouble.ts";

export interface PublishEngine {
  /**
   * Takes a target as far as it goes now. Safe to call any number of times, by any number of workers, with any age of
   * revision: one of them acts, and the irreversible call is made at most once before its fate is proven. Throws only
   * when the database cannot be reached or a fault point strikes; the target's own lease and armed mark then tell the
   * next run what to believe.
   */
  run(
    input: { targetId: string; revision: number },
    context: { signal: AbortSignal; log: Log },
  ): Promise<PublishResult>;
  /** The job will not ring again: the target says so, visibly. Repeatable. */
  abandon(input: { targetId: string; revision: number }, failure: { code: string }): Promise<void>;
}

export function createPublishEngine(deps: PublishDeps): PublishEngine {
  return {
    run: (input, context) => publishTarget({ ...deps, log: context.log }, input, context.signal),
    abandon: (input, failure) => abandonTarget(deps, input, failure),
  };
}

async function publishTarget(
  deps: PublishDeps,
  { targetId, revision }: { targetId: string; revision: number },
  signal: AbortSignal,
): Promise<PublishResult> {
  const claim = await claimTarget(deps, targetId, revision);
  if ("result" in claim) return claim.result;
  const stop = keepLease(deps, claim.run);
  try {
    return await work(deps, claim.run, signal);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    deps.log.info("the target belongs to another worker now", { targetId });
    return { outcome: "again", at: new Date(deps.clock.now().getTime() + LEASE_MS), note: "lease lost" };
  } finally {
    stop();
  }
}

/** One run ends well before the job's own time is up; the next goes on from the handles. */
const LONGEST_RUN_MS = 8 * 60_000;

async function work(deps: PublishDeps, run: Run, signal: AbortSignal): Promise<PublishResult> {
  const startedAt = deps.clock.now().getTime();
  const opened = await openDesk(deps, run);
  if ("problem" in opened) {
    const { step, thrown } = opened.problem;
    return run.armedAt
      ? remainInDoubt(deps, run, { name: "wait", thrown })
      : settleTrouble(deps, run, step, thrown);
  }
  for (;;) {
    const now = deps.clock.now();
    if (signal.aborted || now.getTime() - startedAt > LONGEST_RUN_MS)
      return standDown(deps, run, { name: "pause", release: { at: now } }, "goes on in the next run");
    const result = await nextTurn(deps, run, opened.desk);
    if (result) return result;
  }
}

/**
 * The rule everything rests on: while `armedAt` stands, nothing that sends is run. A plan that wants to send then means
 * that the answer was lost, and the platform is asked instead.
 */
async function nextTurn(deps: PublishDeps, run: Run, desk: Desk): Promise<PublishResult | undefined> {
  const planned = planStep(run, desk);
  const { armedAt } = run;
  if ("thrown" in planned)
    return armedAt
      ? reconcile(deps, run, desk, armedAt)
      : meetProblem(deps, run, desk, "plan", planned.thrown);
  const { step } = planned;
  switch (step.type) {
    case "done":
      return settleLive(deps, run, "done", {
        live: step.live,
        evidence: evidence("network.named", { network: networkOf(deps, run) }),
      });
    case "poll":
      return runPoll(deps, run, desk, step);
    case "safe":
      return armedAt ? reconcile(deps, run, desk, armedAt) : runSafe(deps, run, desk, step);
    case "commit":
      return armedAt ? reconcile(deps, run, desk, armedAt) : runCommit(deps, run, desk, step);
  }
}
