import { connectionKills, databaseRestarts, exhaustion, kills } from "./disturbances.ts";
import type { Run } from "./run.ts";
import { slowBodies } from "./slow-bodies.ts";
import { failingUpstash, refusingRedis, type Store, silentRedis, storeBreaks } from "./stores.ts";
import type { TimetableOptions } from "./timetable.ts";

/** What is done to the product while it is told of the world. */
export interface Phase {
  /** Deliveries may be refused, as long as they are taken later. */
  mayRefuse?: true;
  timetable?: Partial<TimetableOptions>;
  open(): Promise<Opened>;
}

/** A phase that has begun. */
export interface Opened {
  env: Record<string, string>;
  /** Absent where nothing is done but to deliver in another way. */
  disturb?(run: Run): Promise<void>;
  close(): Promise<void>;
}

const nothing = async () => undefined;
const calm = async (): Promise<Opened> => ({ env: {}, close: nothing });
const doing = (disturb: (run: Run) => Promise<void>) => async (): Promise<Opened> => ({
  ...(await calm()),
  disturb,
});
const breaking = (open: () => Promise<Store>) => async (): Promise<Opened> => {
  const store = await open();
  return { env: store.env, disturb: (run) => storeBreaks(run, store), close: store.close };
};

/** In the order in which they run; the first says how quick the product is when nothing is wrong. */
export const PHASES: Record<string, Phase> = {
  clean: { open: calm },
  kill: { mayRefuse: true, open: doing(kills) },
  "database-restart": { mayRefuse: true, open: doing(databaseRestarts) },
  "connection-kills": { mayRefuse: true, open: doing(connectionKills) },
  "pool-exhaustion": { mayRefuse: true, open: doing(exhaustion) },
  "redis-refused": { open: breaking(refusingRedis) },
  "redis-silent": { open: breaking(silentRedis) },
  "redis-500": { open: breaking(failingUpstash) },
  "slow-bodies": { timetable: { slowShare: 0.02 }, open: doing(slowBodies) },
  duplicates: { timetable: { mostCopies: 29 }, open: calm },
  reordering: { timetable: { shuffledWithinMs: 10_000 }, open: calm },
};
