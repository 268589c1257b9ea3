import { AppError, toAppError } from "#server/core/errors.ts";
import { reconnectNotice } from "./notices.ts";
import { decide } from "./outcome.ts";
import type { PublishDeps, PublishResult, Run } from "./run.ts";
import { errorColumns, errorFacts, networkOf, settleFailed, standDown } from "./settle.ts";

/**
 * Something stood in the way before anything irreversible: the target waits and says why, is parked until its account
 * is reconnected, or has failed for good.
 */
export async function settleTrouble(
  deps: PublishDeps,
  run: Run,
  step: string,
  thrown: unknown,
): Promise<PublishResult> {
  const now = deps.clock.now();
  const decision = decide({
    thrown,
    attempt: run.attempt,
    history: run.history,
    now,
    pace: deps.pace,
    random: deps.random ?? Math.random,
  });
  const error = toAppError(thrown);
  switch (decision.kind) {
    case "park":
      return park(deps, run, step, error);
    case "wait":
      if (error.code === "INTERNAL_ERROR")
        deps.log.error("publishing met something unexpected", {
          targetId: run.targetId,
          step,
          error: thrown,
        });
      return wait(deps, run, step, error, new Date(now.getTime() + decision.afterMs));
    case "fail":
      return settleFailed(deps, run, "fail", decision.gaveUp ? gaveUp(deps, run, error) : error);
  }
}

function gaveUp(deps: PublishDeps, run: Run, error: AppError): AppError {
  return new AppError(error.code, `gave up: ${error.message}`, {
    ...(error.providerCode ? { providerCode: error.providerCode } : {}),
    userMessage: "PUBLISH_GAVE_UP",
    params: { network: networkOf(deps, run) },
    cause: error,
  });
}

const closed = (deps: PublishDeps, error: AppError) => ({
  outcome: "retry",
  finishedAt: deps.clock.now(),
  errorCode: error.code,
  providerCode: error.providerCode ?? null,
});

const wait = (deps: PublishDeps, run: Run, step: string, error: AppError, at: Date): Promise<PublishResult> =>
  standDown(
    deps,
    run,
    {
      name: "wait",
      target: { ...errorColumns(error), status: "waiting" },
      attempt: closed(deps, error),
      events: [
        {
          type: "publish.waiting",
          data: { step, ...errorFacts(error), until: at.toISOString() },
        },
      ],
      release: { at },
    },
    `waiting: ${error.code}`,
  );

/** Nobody needs to hurry, and nobody may spin. */
const MENDED_WAIT_MS = 5_000;

/** Stands still without an alarm: the reconnect rings for it. */
const park = (deps: PublishDeps, run: Run, step: string, error: AppError): Promise<PublishResult> =>
  standDown(
    deps,
    run,
    {
      name: "park",
      target: { ...errorColumns(error), status: "waiting" },
      attempt: closed(deps, error),
      events: [{ type: "publish.parked", data: { step, ...errorFacts(error) } }],
      notify: reconnectNotice(run.row, networkOf(deps, run)),
      release: {
        at: null,
        unlessMended: {
          connectionId: run.row.connectionId,
          at: new Date(deps.clock.now().getTime() + MENDED_WAIT_MS * deps.pace),
        },
      },
    },
    "parked until the account is reconnected",
  );
