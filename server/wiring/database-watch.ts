import type { Clock, Log } from "#server/core/ports.ts";

export interface DatabaseWatchDeps {
  /** Rejects while the database does not answer. */
  ping(): Promise<void>;
  /** Never rejects. */
  tell(news: "database.lost" | "database.back"): Promise<void>;
  clock: Clock;
  log: Log;
}

const EVERY_MS = 10_000;
/** A restart of the database takes seconds and is nobody's business. */
const LOST_AFTER_MS = 30_000;

/** Tells operators once when the database has been away for half a minute, and once when it is back. */
export function watchDatabase({ ping, tell, clock, log }: DatabaseWatchDeps): { stop(): void } {
  const over = new AbortController();
  let awaySince: number | undefined;
  let told = false;
  const look = async () => {
    const well = await ping().then(
      () => true,
      () => false,
    );
    const now = clock.now().getTime();
    if (well && told) await tell("database.back");
    if (well) {
      awaySince = undefined;
      told = false;
      return;
    }
    awaySince ??= now;
    if (told || now - awaySince < LOST_AFTER_MS) return;
    told = true;
    log.error("the database has been away for half a minute");
    await tell("database.lost");
  };
  const watch = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(EVERY_MS, over.signal);
      await look();
    }
  };
  watch().catch(() => undefined);
  return { stop: () => over.abort(new Error("the watch is over")) };
}
