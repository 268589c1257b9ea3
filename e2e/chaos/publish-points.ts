import { flawsOf, type Judgement } from "./judge.ts";
import type { Lane } from "./lane.ts";
import { planOne } from "./planning.ts";
import type { CrashPoint } from "./points.ts";

export interface KillReport {
  kills: number;
  /** Points the process did not pass in time: a point nobody reaches proves nothing. */
  unreached: string[];
  verdict: Judgement;
  seconds: number;
}

/** A lease (10 s) of an earlier kill may lie between a post and its point. */
const POINT_WITHIN_MS = 30_000;
const SETTLED_WITHIN_MS = 120_000;

/**
 * For each point: the app starts with it armed, a post is planned, the process is killed there. The next start takes up
 * what was left, while its own point is armed. In the end the app runs in peace until all is settled, and the network's
 * ledger judges.
 */
export async function killAtEachPoint(
  lane: Lane,
  points: CrashPoint[],
  /** Told after each kill how many there were and where. */
  say: (count: number, line: string) => void,
): Promise<KillReport> {
  const startedAt = Date.now();
  let kills = 0;
  const unreached: string[] = [];
  for (const [index, crash] of points.entries()) {
    const app = await lane.restart(crash.point);
    const planned = await planThere(lane, crash, index).then(
      () => undefined,
      (error: unknown) => error,
    );
    // A plan that failed because the process died under it: the point lay on the way of work left behind.
    const ended = await Promise.race([app.exited, after(planned ? 2_000 : POINT_WITHIN_MS)]);
    if (ended === "SIGKILL") kills += 1;
    else if (planned) throw new Error(`the app ended with ${ended}:\n${app.output()}`, { cause: planned });
    else unreached.push(`${crash.shape.name} ${crash.point}`);
    say(index + 1, `${crash.shape.name} ${crash.point}: ${ended}`);
    await lane.control.clearFaults();
  }
  await lane.restart();
  const verdict = await lane.untilSettled(SETTLED_WITHIN_MS);
  return { kills, unreached, verdict, seconds: Math.round((Date.now() - startedAt) / 1000) };
}

async function planThere(lane: Lane, { network, shape, lost }: CrashPoint, index: number): Promise<void> {
  if (lost)
    await lane.control.fault({
      network: network.id,
      operation: lost.operation,
      times: 1,
      fault: { kind: "apply-then-drop" },
    });
  const workspace = lane.workspaces[index % lane.workspaces.length];
  if (workspace) await planOne(workspace, network, shape);
}

/** Everything that is wrong with a report. */
export const wrongsOf = ({ unreached, verdict }: KillReport): string[] => [
  ...unreached.map((each) => `point not reached: ${each}`),
  ...flawsOf(verdict),
];

const after = (ms: number): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve("not reached"), ms));
