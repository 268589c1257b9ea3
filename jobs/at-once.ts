import { toAppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import { applyEvent, applyEvents, type WebhookProcessServices } from "./definitions/webhook-apply.ts";
import { orphanedEvents } from "./orphaned-events.ts";
import { retryDelayMs } from "./retry.ts";

export interface AtOnce {
  /**
   * Events that were stored a moment ago and have no job: they are applied by this process, now, many in a transaction.
   * What is not settled by that gets a job. Takes no time and never fails: what is lost on the way, with the process or
   * because too many wait, is found by the sweep of whoever runs.
   */
  take(eventIds: readonly string[]): void;
  /** Gives a job to every open event without one that is older than some seconds. Resolves to how many. */
  sweep(): Promise<number>;
  /** Sweeps, now and every few seconds. */
  start(): void;
  /** Applies what waits, not longer than some seconds; what is left is swept by another, or at the next start. */
  stop(): Promise<void>;
}

export interface AtOnceDeps {
  services: WebhookProcessServices;
  clock: Clock;
  log: Log;
  /** Called after each batch. Must be quick. */
  onSettled?: () => void;
}

const MOST_AT_ONCE = 256;
/** Of those that want a transaction of their own. */
const ALONE_AT_ONCE = 4;
/** A batch costs some statements, whatever is in it: under load the next events gather so long. A single one never waits. */
const GATHER_MS = 50;
/** Beyond this the table is the better place to wait. */
const MOST_WAITING = 20_000;
const DRAIN_MS = 5_000;
const SWEEP_MS = 2_000;
/** Younger events are in the hands of whoever stored them. */
const ORPHANED_AFTER_MS = 5_000;
const SWEPT_AT_ONCE = 1_000;
/** How far a sweep looks back behind the last one; the first, and one every hour, looks at everything. */
const LOOK_BACK_MS = 10 * 60_000;
const WHOLE_EVERY_MS = 60 * 60_000;

/** The short way of a webhook: from the commit that stored it straight into the hands of the process that did. */
export function createAtOnce(deps: AtOnceDeps): AtOnce {
  const { clock, log } = deps;
  const waiting = new Set<string>();
  const stopped = new AbortController();
  let working: Promise<void> | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  const sweeper = createSweeper(deps);

  async function work(): Promise<void> {
    while (waiting.size > 0) {
      const batch = first(MOST_AT_ONCE, waiting);
      await settleBatch(deps, batch);
      for (const id of batch) waiting.delete(id);
      deps.onSettled?.();
      const gathering = batch.length > 1 && waiting.size < MOST_AT_ONCE;
      if (gathering) await clock.sleep(GATHER_MS, stopped.signal).catch(() => undefined);
    }
    working = undefined;
  }

  async function sweepOnAndOn(): Promise<void> {
    while (!stopped.signal.aborted) {
      await sweeper.sweep(waiting).catch((error: unknown) => log.warn("webhook events not swept", { error }));
      await clock.sleep(SWEEP_MS, stopped.signal).catch(() => undefined);
    }
  }

  return {
    take(eventIds) {
      for (const id of eventIds) if (waiting.size < MOST_WAITING) waiting.add(id);
      if (waiting.size > 0) working ??= work();
    },
    sweep: () => sweeper.sweep(waiting),
    start() {
      sweeping = sweepOnAndOn();
    },
    async stop() {
      stopped.abort(new Error("stopped"));
      const over = new AbortController();
      const late = clock.sleep(DRAIN_MS, over.signal).catch(() => undefined);
      await Promise.race([Promise.all([working, sweeping]), late]);
      over.abort();
    },
  };
}

/**
 * Applies them, or sees to it that each that was not has a job. Never rejects. When nothing can be written at all, the rest
 * is left for the sweep: every one of them would wait for a database that is away.
 */
async function settleBatch(deps: AtOnceDeps, eventIds: readonly string[]): Promise<void> {
  const { services, log } = deps;
  const results = await applyEvents(eventIds, services, log).catch((error: unknown) => {
    log.warn("events could not be applied together, each is tried by itself", { error });
    return [];
  });
  let left = eventIds.filter((_, index) => results[index]?.outcome !== "done");
  const hand = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const kept = await settleOne(deps, id);
      if (!kept) left = [];
    }
  };
  await Promise.all(Array.from({ length: ALONE_AT_ONCE }, hand));
}

/** False: it was neither applied nor given a job. */
async function settleOne({ services, clock, log }: AtOnceDeps, eventId: string): Promise<boolean> {
  const runAt = await applyEvent(eventId, services).then(
    (result) => (result.outcome === "again" ? result.at : undefined),
    (error: unknown) => {
      log.warn("an event could not be applied, its job will try again", { eventId, error });
      return new Date(clock.now().getTime() + retryDelayMs(1, toAppError(error)));
    },
  );
  if (runAt === undefined) return true;
  return services.unitOfWork
    .run((tx) => tx.ring("webhook.process", { eventId }, { key: eventId, runAt }))
    .then(
      () => true,
      (error: unknown) => {
        log.warn("an event got no job; the sweep will give it one", { eventId, error });
        return false;
      },
    );
}

function first(count: number, of: ReadonlySet<string>): string[] {
  const ids: string[] = [];
  for (const id of of) {
    if (ids.length === count) break;
    ids.push(id);
  }
  return ids;
}

/** Finds what was left behind: by a process that died, or a database that was away. */
function createSweeper({ services, clock }: AtOnceDeps): {
  /** `inHand` is being applied by this process. */
  sweep(inHand: ReadonlySet<string>): Promise<number>;
} {
  let wholeAt = Number.NEGATIVE_INFINITY;
  let sweptAt = Number.NEGATIVE_INFINITY;
  return {
    async sweep(inHand) {
      const now = clock.now();
      const whole = now.getTime() - wholeAt >= WHOLE_EVERY_MS;
      const since = new Date(whole ? 0 : sweptAt - LOOK_BACK_MS);
      const before = new Date(now.getTime() - ORPHANED_AFTER_MS);
      const page = { since, before, now, limit: SWEPT_AT_ONCE };
      let swept = 0;
      let found: string[];
      do {
        found = await orphanedEvents(services.db, { ...page, except: [...inHand] });
        swept += await giveJobs(services, found);
      } while (found.length === SWEPT_AT_ONCE);
      sweptAt = now.getTime();
      if (whole) wholeAt = sweptAt;
      return swept;
    },
  };
}

async function giveJobs(
  { unitOfWork }: WebhookProcessServices,
  eventIds: readonly string[],
): Promise<number> {
  if (eventIds.length === 0) return 0;
  const rings = eventIds.map((eventId) => ({ key: eventId, payload: { eventId } }));
  await unitOfWork.run((tx) => tx.ringMany("webhook.process", rings));
  return eventIds.length;
}
