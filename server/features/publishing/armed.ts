import { AppError, isAppError, toAppError } from "#server/core/errors.ts";
import { evidence } from "#server/core/evidence.ts";
import type { NotifyInput } from "#server/features/notifications/service.ts";
import type { Verdict } from "#server/platforms/platform.ts";
import { ask } from "./ask.ts";
import { settlePart } from "./chain.ts";
import { commit } from "./commit.ts";
import { contextOf, type Desk, renewSession, wantsRenewal } from "./desk.ts";
import { unknownNews } from "./news.ts";
import { reconnectNotice, unconfirmedNotice, unknownNotice } from "./notices.ts";
import { lostCallsOf, MOST_LOST_CALLS } from "./outcome.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";
import {
  CLEAR_ERROR,
  errorColumns,
  errorFacts,
  evidenceText,
  networkOf,
  settleFailed,
  settleLive,
  standDown,
} from "./settle.ts";
import { settleTrouble } from "./trouble.ts";
import { ASKING_MS, ASKING_UNREACHABLE_MS, askAgainMs, BROKEN_CONNECTION_MS } from "./waits.ts";

/**
 * The armed phase: the irreversible call was made, or may have been. While `armedAt` stands nothing is sent; the
 * platform is asked until it tells, or until a person has to look.
 */

/** The answer of the irreversible call was lost. */
export async function loseAnswer(
  deps: PublishDeps,
  run: Run,
  step: string,
  thrown: unknown,
): Promise<PublishResult> {
  const error = toAppError(thrown);
  const said = evidence("network.answer_lost", {
    network: networkOf(deps, run),
    step,
    error: error.code,
  });
  deps.log.warn("answer lost after the irreversible call", { targetId: run.targetId, step, error: thrown });
  return standDown(
    deps,
    run,
    {
      name: step,
      target: { ...errorColumns(error), status: "unknown", evidence: said },
      attempt: {
        outcome: "unknown",
        errorCode: error.code,
        providerCode: error.providerCode ?? null,
        evidence: said,
      },
      events: [{ type: "publish.unknown", data: { step, ...errorFacts(error), evidence: said } }],
      announce: unknownNews(run.row, run.armedAt ?? deps.clock.now()),
      release: { at: new Date(deps.clock.now().getTime() + askAgainMs(0, deps.pace)) },
    },
    "unknown: will be asked",
  );
}

export interface Doubt {
  /** Fault point name of the commit. */
  name: string;
  /** The platform said: not yet. */
  evidence?: string;
  /** The platform could not be asked. */
  thrown?: unknown;
  /** Look again at the latest then. */
  atLatest?: Date;
}

/** Nothing proven yet: asks again later, ever more rarely, and in the end leaves it to a person. */
export async function remainInDoubt(deps: PublishDeps, run: Run, doubt: Doubt): Promise<PublishResult> {
  const now = deps.clock.now().getTime();
  const sinceArmed = now - (run.armedAt?.getTime() ?? now);
  const error = doubt.thrown === undefined ? undefined : toAppError(doubt.thrown);
  const limitMs = (error ? ASKING_UNREACHABLE_MS : ASKING_MS) * deps.pace;
  const over = sinceArmed >= limitMs;
  const status = over ? "unknown" : run.status;
  const evidence = doubt.evidence === undefined ? undefined : evidenceText(doubt.evidence);
  const facts = { ...(evidence ? { evidence } : {}), ...(error ? errorFacts(error) : {}) };
  const notify = noticeOf(deps, run, { over, status, sinceArmed, error });
  const proof = evidence ? { evidence } : {};
  return standDown(
    deps,
    run,
    {
      name: doubt.name,
      target: { status, ...proof, ...(error ? errorColumns(error) : CLEAR_ERROR) },
      attempt: { ...(status === "unknown" ? { outcome: "unknown" } : {}), ...proof },
      events: [
        over
          ? { type: "publish.unconfirmed", data: facts }
          : { type: "publish.checked", data: facts, once: ["evidence", "code"] },
      ],
      ...(notify ? { notify } : {}),
      ...(status === "unknown" && run.armedAt ? { announce: unknownNews(run.row, run.armedAt) } : {}),
      release: { at: over ? null : nextAsk(deps, now, sinceArmed, error, doubt.atLatest) },
    },
    over ? "unknown: a person has to look" : "not settled yet",
  );
}

function nextAsk(
  { pace }: PublishDeps,
  now: number,
  sinceArmed: number,
  error: AppError | undefined,
  atLatest: Date | undefined,
): Date {
  const asked = (error?.retryAfterMs ?? 0) * pace;
  const broken = error?.code === "NEEDS_RECONNECT" ? BROKEN_CONNECTION_MS * pace : 0;
  const at = now + Math.max(askAgainMs(sinceArmed, pace), asked, broken);
  return new Date(Math.min(at, Math.max(atLatest?.getTime() ?? at, now)));
}

function noticeOf(
  deps: PublishDeps,
  run: Run,
  facts: { over: boolean; status: string; sinceArmed: number; error: AppError | undefined },
): NotifyInput | undefined {
  const network = networkOf(deps, run);
  if (facts.over) return unconfirmedNotice(run.row, network);
  if (facts.error?.code === "NEEDS_RECONNECT") return reconnectNotice(run.row, network);
  const settleAfterMs = deps.platform(run.row.connection.platform)?.publish.settleAfterMs ?? 0;
  const long = facts.sinceArmed >= settleAfterMs * deps.pace;
  return facts.status === "unknown" && long ? unknownNotice(run.row, network) : undefined;
}

/**
 * Asks the platform whether the armed call happened, and believes what it proves. `because` is the final error of a
 * read that made us ask: its words are used when the post has failed. Undefined: go on.
 */
export async function reconcile(
  deps: PublishDeps,
  run: Run,
  desk: Desk,
  armedAt: Date,
  because?: unknown,
): Promise<PublishResult | undefined> {
  const name = "reconcile";
  if (desk.reconciled)
    return remainInDoubt(deps, run, because === undefined ? { name } : { name, thrown: because });
  desk.reconciled = true;
  const askedAt = deps.clock.now();
  const answer = await ask(deps, name, () =>
    desk.platform.publish.reconcile({ ...contextOf(run, desk), armedAt }),
  );
  if (answer.ok) return believe(deps, run, desk, answer.value, { armedAt, askedAt, because });
  if (!wantsRenewal(answer.thrown)) return remainInDoubt(deps, run, { name, thrown: answer.thrown });
  const problem = await renewSession(deps, run, desk, answer.thrown);
  if (problem) return remainInDoubt(deps, run, { name, thrown: problem.thrown });
  desk.reconciled = false;
  return undefined;
}

interface Asked {
  armedAt: Date;
  askedAt: Date;
  because: unknown;
}

async function believe(
  deps: PublishDeps,
  run: Run,
  desk: Desk,
  verdict: Verdict,
  asked: Asked,
): Promise<PublishResult | undefined> {
  const name = "reconcile";
  const { evidence } = verdict;
  switch (verdict.verdict) {
    case "live":
      return settleLive(deps, run, name, { live: verdict.live, evidence, at: asked.armedAt });
    case "failed":
      return settleFailed(deps, run, name, turnedDown(deps, run, verdict.providerCode, asked), evidence);
    case "pending":
      return remainInDoubt(deps, run, { name, evidence });
    case "settled":
      // A further call may be lost in this same run, and is then asked about anew.
      desk.reconciled = false;
      return settlePart(deps, run, name, { ...verdict, at: asked.armedAt });
    case "accepted": {
      const handles = { ...run.handles, ...verdict.handles };
      await commit(deps, run, {
        name,
        target: { ...CLEAR_ERROR, handles, status: "publishing", evidence: evidenceText(evidence) },
        attempt: { outcome: null, errorCode: null, providerCode: null },
        events: [{ type: "publish.accepted", data: { evidence: evidenceText(evidence) } }],
      });
      run.handles = handles;
      run.status = "publishing";
      return undefined;
    }
    case "not-happened":
      return notHappened(deps, run, desk, evidence, asked);
  }
}

function turnedDown(deps: PublishDeps, run: Run, providerCode: string, { because }: Asked): AppError {
  if (isAppError(because)) return because;
  return new AppError("CONTENT_REJECTED", `reported as failed: ${providerCode}`, {
    providerCode,
    userMessage: "PUBLISH_TURNED_DOWN",
    params: { network: networkOf(deps, run), providerCode },
  });
}

/**
 * Believed only when it was said long enough after the call, and never of a platform without proof; then the target
 * goes on from its handles as a new attempt.
 */
async function notHappened(
  deps: PublishDeps,
  run: Run,
  desk: Desk,
  evidence: string,
  { armedAt, askedAt }: Asked,
): Promise<PublishResult | undefined> {
  const name = "reconcile";
  const { proof, settleAfterMs } = desk.platform.publish;
  const believableAt = new Date(armedAt.getTime() + settleAfterMs * deps.pace);
  if (proof === "none") return remainInDoubt(deps, run, { name, evidence });
  if (askedAt < believableAt) return remainInDoubt(deps, run, { name, evidence, atLatest: believableAt });
  const now = deps.clock.now();
  const said = evidenceText(evidence);
  await commit(deps, run, {
    name,
    target: { ...CLEAR_ERROR, status: "publishing", armedAt: null, evidence: said },
    attempt: { outcome: "lost", finishedAt: now, evidence: said },
    nextAttempt: true,
    events: [{ type: "publish.not_happened", data: { evidence: said } }],
  });
  run.armedAt = undefined;
  run.status = "publishing";
  if (lostCallsOf(run.history) >= MOST_LOST_CALLS)
    return settleFailed(deps, run, "fail", neverArrived(deps, run), evidence);
  return desk.mediaProblem ? settleTrouble(deps, run, "media", desk.mediaProblem.thrown) : undefined;
}

const neverArrived = (deps: PublishDeps, run: Run) =>
  new AppError("UPSTREAM_ERROR", "every call was lost on its way", {
    userMessage: "PUBLISH_NEVER_ARRIVED",
    params: { network: networkOf(deps, run) },
  });
