import type { Disturbance } from "./recovery.ts";
import type { Stage } from "./stage.ts";

/** A run under way, for whoever disturbs it. */
export interface Run {
  stage: Stage;
  /** From the first delivery to the last first delivery. */
  lengthMs: number;
  /** Since the first delivery. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** Waits for a moment of the run. */
  until(ms: number): Promise<void>;
  disturbances: Disturbance[];
  /** What must not have been, in words. */
  wrongs: string[];
}

export function createRun(stage: Stage, startedAt: number, lengthMs: number): Run {
  const elapsed = () => Date.now() - startedAt;
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, ms)));
  const until = (ms: number) => sleep(ms - elapsed());
  return { stage, lengthMs, elapsed, sleep, until, disturbances: [], wrongs: [] };
}

/** Something that lasts; what comes after it is recovery. */
export async function lasting(run: Run, disturb: () => Promise<void>): Promise<void> {
  const from = run.elapsed();
  await disturb();
  run.disturbances.push({ from, to: run.elapsed() });
}

/** Something from whose beginning on the product must go on, or begin to recover by itself. */
export async function sudden(run: Run, disturb: () => Promise<void>): Promise<void> {
  const from = run.elapsed();
  run.disturbances.push({ from, to: from });
  await disturb();
}

/** The rate has risen by then. */
const FIRST_MS = 6_000;
/** Between two while they come close together, from the end of one to the next. */
const APART_MS = 3_000;
/** Enough to see it recover. */
export const REST_MS = 19_000;

/** Again and again through this part of the run; then with time to recover before each, as long as there is time after it. */
export async function againAndAgain(
  run: Run,
  strike: (nth: number) => Promise<void>,
  part = 0.5,
): Promise<void> {
  await run.until(FIRST_MS);
  let nth = 0;
  while (run.elapsed() < part * run.lengthMs) {
    await strike(nth++);
    await run.sleep(APART_MS);
  }
  await run.sleep(REST_MS - APART_MS);
  while (run.lengthMs - run.elapsed() > REST_MS + APART_MS) {
    await strike(nth++);
    await run.sleep(REST_MS);
  }
}
