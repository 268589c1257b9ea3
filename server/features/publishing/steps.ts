import { AppError } from "#server/core/errors.ts";
import { evidence } from "#server/core/evidence.ts";
import { isSecretKey } from "#server/core/redact.ts";
import type { CommitResult, Handles, PollResult, PublishStep } from "#server/platforms/platform.ts";
import { loseAnswer, reconcile, remainInDoubt } from "./armed.ts";
import { type Answer, ask } from "./ask.ts";
import { settlePart } from "./chain.ts";
import { commit } from "./commit.ts";
import { type Desk, renewSession, wantsRenewal } from "./desk.ts";
import { LeaseLost } from "./lease.ts";
import { isCleanRefusal, isTransient, MOST_RESTARTS, mayBeOurOwn, restartsOf } from "./outcome.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";
import {
  CLEAR_ERROR,
  errorFacts,
  evidenceText,
  networkOf,
  settleFailed,
  settleLive,
  standDown,
} from "./settle.ts";
import { settleTrouble } from "./trouble.ts";
import { ASKING_MS, retryWaitMs, TRYING_MS } from "./waits.ts";

/** Undefined: the step is done, go on with the next. */
export type Turn = Promise<PublishResult | undefined>;

type StepOf<T extends PublishStep["type"]> = Extract<PublishStep, { type: T }>;

const LONGEST_ID = 100;

/** New or changed ids of a platform, fit for the timeline: no addresses, no secrets, no progress counters. */
function newIds(before: Handles, after: Handles): string {
  return Object.entries(after)
    .filter(([key, value]) => before[key] !== value && typeof value === "string" && !isSecretKey(key))
    .filter(
      ([, value]) => value !== "" && String(value).length <= LONGEST_ID && !String(value).includes("://"),
    )
    .map(([key, value]) => `${key} ${value}`)
    .join(", ");
}

const sameHandles = (a: Handles, b: Handles): boolean =>
  Object.keys({ ...a, ...b }).every((key) => a[key] === b[key]);

const after = (deps: PublishDeps, ms: number): Date => new Date(deps.clock.now().getTime() + ms);

/** What stood in the way of a safe step or a read, after the chance of another token. */
export async function meetProblem(
  deps: PublishDeps,
  run: Run,
  desk: Desk,
  step: string,
  thrown: unknown,
): Turn {
  if (wantsRenewal(thrown)) {
    const problem = await renewSession(deps, run, desk, thrown);
    if (!problem) return undefined;
    return run.armedAt
      ? remainInDoubt(deps, run, { name: "wait", thrown: problem.thrown })
      : settleTrouble(deps, run, step, problem.thrown);
  }
  return run.armedAt
    ? remainInDoubt(deps, run, { name: "wait", thrown })
    : settleTrouble(deps, run, step, thrown);
}

/** A step that may be repeated: run it, store its handles, go on. */
export async function runSafe(deps: PublishDeps, run: Run, desk: Desk, step: StepOf<"safe">): Turn {
  const answer = await ask(deps, step.name, step.run);
  if (!answer.ok) return meetProblem(deps, run, desk, step.name, answer.thrown);
  const handles = { ...run.handles, ...answer.value };
  if (sameHandles(run.handles, handles))
    return settleTrouble(deps, run, step.name, new Error(`step ${step.name} left nothing behind`));
  await commit(deps, run, {
    name: step.name,
    target: { ...CLEAR_ERROR, handles },
    events: [stepDone(run, step.name, handles, answer.durationMs)],
  });
  run.handles = handles;
  return undefined;
}

const stepDone = (run: Run, step: string, handles: Handles, durationMs: number) => ({
  type: "publish.step",
  data: { step, durationMs, ids: newIds(run.handles, handles) },
});

// The irreversible call -----------------------------------------------------------------------------------------

/** Commits that the call is about to be made, makes it once, and commits what it answered. */
export async function runCommit(deps: PublishDeps, run: Run, desk: Desk, step: StepOf<"commit">): Turn {
  await arm(deps, run, step.name);
  const answer = await ask(deps, step.name, step.run);
  if (!answer.ok) return commitThrew(deps, run, desk, step.name, answer.thrown);
  const { value, durationMs } = answer;
  const handles = { ...run.handles, ...value.handles };
  if (value.applied === false) return notApplied(deps, run, step.name, handles);
  if (value.settled)
    return settlePart(deps, run, step.name, {
      ...value,
      evidence: evidence("network.answered", { network: networkOf(deps, run), step: step.name }),
    });
  if (value.live)
    return settleLive(deps, run, step.name, {
      live: value.live,
      handles: value.handles,
      evidence: evidence("network.answered", { network: networkOf(deps, run), step: step.name }),
    });
  return accepted(deps, run, step.name, value, durationMs);
}

async function arm(deps: PublishDeps, run: Run, step: string): Promise<void> {
  const armedAt = deps.clock.now();
  await commit(deps, run, {
    name: "arm",
    fresh: true,
    target: { ...CLEAR_ERROR, status: "publishing", armedAt },
    attempt: { armedAt },
    events: [{ type: "publish.armed", data: { step, attempt: run.attempt.number } }],
  });
  run.armedAt = armedAt;
  // A worker that slept past its lease must not send what another may be settling already.
  if (deps.clock.now() >= run.leaseUntil) throw new LeaseLost();
}

async function accepted(
  deps: PublishDeps,
  run: Run,
  step: string,
  value: CommitResult,
  durationMs: number,
): Turn {
  const handles = { ...run.handles, ...value.handles };
  await commit(deps, run, {
    name: step,
    target: { handles },
    events: [{ type: "publish.accepted", data: { step, durationMs, ids: newIds(run.handles, handles) } }],
  });
  run.handles = handles;
  return undefined;
}

const DISARMED = { armedAt: null } as const;

/** The platform said that nothing happened, and where to go on. */
function notApplied(deps: PublishDeps, run: Run, step: string, handles: Handles): Turn {
  const random = deps.random ?? Math.random;
  const at = after(deps, retryWaitMs(run.history.length + 1, deps.pace, random));
  return standDown(
    deps,
    run,
    {
      name: step,
      target: { ...DISARMED, handles },
      attempt: { ...DISARMED, outcome: "retry", finishedAt: deps.clock.now() },
      events: [{ type: "publish.not_applied", data: { step, until: at.toISOString() } }],
      release: { at },
    },
    `${step} was not applied`,
  );
}

async function commitThrew(deps: PublishDeps, run: Run, desk: Desk, step: string, thrown: unknown): Turn {
  if (!isCleanRefusal(thrown)) return loseAnswer(deps, run, step, thrown);
  const error = thrown as AppError;
  if (mayBeOurOwn(error, run.history)) return loseAnswer(deps, run, step, thrown);
  await commit(deps, run, {
    name: step,
    target: DISARMED,
    attempt: DISARMED,
    events: [{ type: "publish.refused", data: { step, ...errorFacts(error) } }],
  });
  run.armedAt = undefined;
  return meetProblem(deps, run, desk, step, thrown);
}

// Reads ---------------------------------------------------------------------------------------------------------

/** A read that is asked until it settles: before the irreversible call, or after the platform accepted it. */
export async function runPoll(deps: PublishDeps, run: Run, desk: Desk, step: StepOf<"poll">): Turn {
  const answer = await ask(deps, step.name, step.run);
  if (!answer.ok) return pollThrew(deps, run, desk, step.name, answer.thrown);
  const { value } = answer;
  switch (value.state) {
    case "ready":
      return ready(deps, run, step.name, { ...answer, value });
    case "live":
      return settleLive(deps, run, step.name, {
        live: value.live,
        ...(value.handles ? { handles: value.handles } : {}),
        evidence: evidence("network.confirmed", { network: networkOf(deps, run), step: step.name }),
      });
    case "settled":
      return settlePart(deps, run, step.name, {
        ...value,
        evidence: evidence("network.confirmed", { network: networkOf(deps, run), step: step.name }),
      });
    case "waiting":
      return waiting(deps, run, step.name, value.again.afterMs, value.handles);
    case "restart":
      return restart(deps, run, step.name, value);
  }
}

/** A read that says "ready" and changes nothing would be asked at once again. */
const UNCHANGED_WAIT_MS = 5_000;

/** The platform knows the post: its handles say that the call arrived, although our worker died before it could. */
const ON_TRACK = { attempt: { outcome: null, evidence: null } } as const;

async function ready(
  deps: PublishDeps,
  run: Run,
  step: string,
  answer: Answer<Extract<PollResult, { state: "ready" }>> & { ok: true },
): Turn {
  const handles = { ...run.handles, ...answer.value.handles };
  if (sameHandles(run.handles, handles)) return waiting(deps, run, step, UNCHANGED_WAIT_MS, undefined);
  await commit(deps, run, {
    name: step,
    target: { ...CLEAR_ERROR, handles, status: "publishing" },
    ...(run.status === "unknown" ? ON_TRACK : {}),
    events: [stepDone(run, step, handles, answer.durationMs)],
  });
  run.handles = handles;
  run.status = "publishing";
  return undefined;
}

function waiting(
  deps: PublishDeps,
  run: Run,
  step: string,
  afterMs: number,
  progress: Handles | undefined,
): Turn {
  const since = run.armedAt ?? run.attempt.startedAt;
  const elapsed = deps.clock.now().getTime() - since.getTime();
  if (elapsed >= (run.armedAt ? ASKING_MS : TRYING_MS) * deps.pace)
    return run.armedAt
      ? remainInDoubt(deps, run, {
          name: step,
          evidence: evidence("network.never_finished", { network: networkOf(deps, run), step }),
        })
      : settleFailed(deps, run, step, neverReady(deps, run));
  const at = after(deps, afterMs * deps.pace);
  return standDown(
    deps,
    run,
    {
      name: step,
      target: { ...CLEAR_ERROR, status: "publishing", handles: { ...run.handles, ...progress } },
      ...(run.status === "unknown" ? ON_TRACK : {}),
      events: [{ type: "publish.processing", data: { step }, once: ["step"] }],
      release: { at },
    },
    `${step}: not yet`,
  );
}

const neverReady = (deps: PublishDeps, run: Run) =>
  new AppError("TIMEOUT", "never became ready", {
    userMessage: "PUBLISH_NEVER_READY",
    params: { network: networkOf(deps, run) },
  });

/** What was prepared is of no use any more, and nothing came of it: begin anew, a few times. */
async function restart(
  deps: PublishDeps,
  run: Run,
  step: string,
  { evidence: why, drop }: Extract<PollResult, { state: "restart" }>,
): Turn {
  const handles = Object.fromEntries(Object.entries(run.handles).filter(([key]) => !drop.includes(key)));
  const restarts = restartsOf(run.history) + 1;
  if (restarts > MOST_RESTARTS) return settleFailed(deps, run, step, neverTaken(deps, run), why);
  const at = after(deps, retryWaitMs(restarts, deps.pace, deps.random ?? Math.random));
  return standDown(
    deps,
    run,
    {
      name: step,
      target: { ...DISARMED, ...CLEAR_ERROR, status: "publishing", handles },
      attempt: {
        outcome: "retry",
        finishedAt: deps.clock.now(),
        evidence: evidenceText(why),
        errorCode: null,
        providerCode: null,
      },
      events: [
        { type: "publish.restarted", data: { step, evidence: evidenceText(why), until: at.toISOString() } },
      ],
      release: { at },
    },
    `begins anew: ${evidenceText(why)}`,
  );
}

const neverTaken = (deps: PublishDeps, run: Run) =>
  new AppError("UPSTREAM_ERROR", "had to begin anew too often", {
    userMessage: "PUBLISH_BEGAN_ANEW_TOO_OFTEN",
    params: { network: networkOf(deps, run) },
  });

/** A final error of a read is not taken for the fate of the post: the platform is asked for that. */
function pollThrew(deps: PublishDeps, run: Run, desk: Desk, step: string, thrown: unknown): Turn {
  if (!run.armedAt || isTransient(thrown) || wantsRenewal(thrown))
    return meetProblem(deps, run, desk, step, thrown);
  return reconcile(deps, run, desk, run.armedAt, thrown);
}
