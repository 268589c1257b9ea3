import { flawsOf, together } from "./judge.ts";
import { onLanes } from "./lanes.ts";
import { NETWORKS } from "./networks.ts";
import { numberOption } from "./options.ts";
import { printCounts, printWrongs } from "./print.ts";
import { storm } from "./publish-storm.ts";

/** Planned at most this often on one account in the run: networks limit it, and planning respects that. */
const POSTS_PER_WORKSPACE = 90;

/**
 * Ten thousand targets over every network, disturbed and killed all the time, judged by the sandbox's ledger. Fails
 * unless each is out exactly once, failed with its reason, or unconfirmed with evidence where nothing can prove it.
 */
export async function publish(): Promise<boolean> {
  const lanes = numberOption("lanes", 2);
  const targets = numberOption("targets", 10_000);
  const kills = numberOption("kills", 520);
  const seed = numberOption("seed", 20_261_120);
  const startedAt = Date.now();
  const perLane = Math.ceil(targets / lanes);
  const workspaces = Math.max(1, Math.ceil(perLane / NETWORKS.length / POSTS_PER_WORKSPACE));
  const reports = await onLanes({ lanes, workspaces }, (lane, index) =>
    storm(lane, {
      targets: perLane,
      kills: Math.ceil(kills / lanes),
      seed: seed + index,
      say: (line) => console.log(`  lane ${index}, ${seconds(startedAt)} s: ${line}`),
    }),
  );
  const verdict = together(reports.map((report) => report.verdict));
  printCounts(verdict);
  const sum = (read: (report: (typeof reports)[number]) => number) =>
    reports.reduce((total, report) => total + read(report), 0);
  const atPoints = sum((report) => report.kills.atPoints);
  const outside = sum((report) => report.kills.fromOutside);
  console.log(`disturbed requests armed: ${JSON.stringify(addUp(reports.map(({ faults }) => faults)))}`);
  const wrongs = [
    ...flawsOf(verdict),
    ...(verdict.targets < targets ? [`only ${verdict.targets} targets were planned`] : []),
    ...(atPoints + outside < kills ? [`only ${atPoints + outside} kills`] : []),
  ];
  const flawless = printWrongs(wrongs);
  console.log(
    `${atPoints + outside} kills (${atPoints} at fault points, ${outside} at any moment) in ${seconds(startedAt)} s; ${
      flawless ? "0 duplicates, 0 lost, none silently unknown" : "FAILED"
    }`,
  );
  return flawless;
}

const seconds = (since: number): number => Math.round((Date.now() - since) / 1000);

function addUp(lists: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [kind, count] of lists.flatMap((list) => Object.entries(list)))
    sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}
