import { isAppError, toAppError } from "#server/core/errors.ts";
import type { TokensDeps } from "./deps.ts";
import { LEASE_MS } from "./refresh.ts";
import { type DueConnection, findDue } from "./repo.ts";
import type { RefreshOutcome, RefreshRun, RefreshRunResult } from "./service.ts";

const RUN = "refresh-oauth";
/** Calendars outside give a request about a minute; a refresh that began may take a lease more. */
const STARTS_FOR_MS = 25_000;
const RUN_LEASE_MS = STARTS_FOR_MS + 2 * LEASE_MS;
const AT_ONCE = 8;
const BATCH = 500;

export interface RunDueSteps {
  refresh(input: { connectionId: string; tokenVersion: number }): Promise<RefreshOutcome>;
  /** Whatever this run did not manage becomes jobs. */
  sweep(): Promise<number>;
}

/**
 * Renews what is due now, the most urgent first, eight at once, and says what became of each. One run at a time in the
 * whole installation; nothing new is started after 25 s, and what remains, or failed for now, goes on as jobs.
 */
export async function runDue(deps: TokensDeps, steps: RunDueSteps): Promise<RefreshRun> {
  const startedAt = deps.clock.now();
  const held = await deps.lock.acquire(RUN, RUN_LEASE_MS);
  if (!held) return { skipped: true, reason: "a run is under way" };
  try {
    const due = await findDue(deps.db, startedAt, BATCH);
    const results = await refreshAll(deps, steps, due, startedAt.getTime() + STARTS_FOR_MS);
    await steps.sweep();
    return { results, remaining: due.length - results.length };
  } finally {
    await held
      .release()
      .catch((error: unknown) => deps.log.warn("run lock not released; it ends by itself", { error }));
  }
}

async function refreshAll(
  deps: TokensDeps,
  steps: RunDueSteps,
  due: DueConnection[],
  lastStart: number,
): Promise<RefreshRunResult[]> {
  const queue = [...due];
  const results: RefreshRunResult[] = [];
  const worker = async () => {
    while (deps.clock.now().getTime() < lastStart) {
      const next = queue.shift();
      if (!next) return;
      results.push(await refreshOne(deps, steps, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}

async function refreshOne(
  deps: TokensDeps,
  steps: RunDueSteps,
  { id, platform, handle, tokenVersion }: DueConnection,
): Promise<RefreshRunResult> {
  const about = { connectionId: id, platform, handle };
  try {
    const { state, reason } = await steps.refresh({ connectionId: id, tokenVersion });
    return { ...about, status: state, ...(reason === undefined ? {} : { error: { code: reason } }) };
  } catch (thrown) {
    const error = rootOf(thrown);
    deps.log.warn("refresh failed in a run", { connectionId: id, platform, error: thrown });
    return {
      ...about,
      status: "failed",
      error: {
        code: error.code,
        retryable: error.retryable,
        ...(error.status === undefined ? {} : { status: error.status }),
        ...(error.providerCode === undefined ? {} : { providerCode: error.providerCode }),
      },
    };
  }
}

/** "Not now" wraps what stood in the way; a person who reads the answer wants to know what that was. */
function rootOf(thrown: unknown) {
  const error = toAppError(thrown);
  return isAppError(error.cause) ? error.cause : error;
}
