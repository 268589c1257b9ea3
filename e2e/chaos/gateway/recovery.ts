/** Something that was done to the product, in ms from the start of the run. */
export interface Disturbance {
  from: number;
  /** Its end; what follows is the product's own recovery. Equal to `from` where it goes on and must not matter. */
  to: number;
}

/** How much of the clean rate counts as recovered. */
const ENOUGH = 0.95;
/** One second must be good, and the three that begin with it together. */
const SECOND_MS = 1_000;
const STEADY_MS = 3_000;
/** A disturbance followed by less peace than this is not measured: there was no time to recover. */
const ROOM_MS = 15_000 + STEADY_MS;

export interface RecoveryOptions {
  /** First deliveries taken at their first sending, per bucket. */
  fresh: readonly number[];
  bucketMs: number;
  /** The same in a second when nothing is wrong. */
  cleanRate: number;
  /** Up to here something was offered all the time. */
  untilMs: number;
}

/**
 * How long it took after each disturbance that was followed by enough peace, in ms: from its end to the first bucket with
 * which a second and three seconds begin in which 95 % of the clean rate were taken at their first sending. What had been
 * refused before comes again beside it and is not counted. Infinity where that never came.
 */
export function recoveries(disturbances: readonly Disturbance[], options: RecoveryOptions): number[] {
  return disturbances.flatMap(({ to }, index) => {
    const peaceUntil = disturbances[index + 1]?.from ?? options.untilMs;
    if (peaceUntil - to < ROOM_MS) return [];
    const at = firstGood(options, to, peaceUntil);
    return [at === undefined ? Number.POSITIVE_INFINITY : at - to];
  });
}

function firstGood(options: RecoveryOptions, from: number, until: number): number | undefined {
  const { bucketMs } = options;
  // The bucket in which it ended is partly before.
  for (let at = Math.ceil(from / bucketMs) * bucketMs; at + STEADY_MS <= until; at += bucketMs)
    if (isGood(options, at, SECOND_MS) && isGood(options, at, STEADY_MS)) return at;
  return undefined;
}

const isGood = (options: RecoveryOptions, at: number, lengthMs: number): boolean =>
  rateBetween(options, at, at + lengthMs) >= ENOUGH * options.cleanRate;

/** Taken in a second, between two moments. */
export function rateBetween(
  { fresh, bucketMs }: Pick<RecoveryOptions, "fresh" | "bucketMs">,
  fromMs: number,
  untilMs: number,
): number {
  const taken = fresh
    .slice(Math.round(fromMs / bucketMs), Math.round(untilMs / bucketMs))
    .reduce((sum, each) => sum + each, 0);
  return taken / ((untilMs - fromMs) / 1_000);
}
