import { together } from "./judge.ts";
import { onLanes } from "./lanes.ts";
import { flag, numberOption } from "./options.ts";
import { crashPoints } from "./points.ts";
import { printCounts, printWrongs } from "./print.ts";
import { killAtEachPoint, wrongsOf } from "./publish-points.ts";

/**
 * Kills the app before and after every call to a network and every commit of publishing, once each. Fails unless every
 * point was reached and every post is out once, or visibly unconfirmed where nothing can prove it.
 */
export async function kills(): Promise<boolean> {
  const lanes = numberOption("lanes", 2);
  const only = process.argv[process.argv.indexOf("--only") + 1];
  const points = crashPoints().filter(
    ({ shape, point }) => !flag("only") || `${shape.name} ${point}`.includes(only ?? ""),
  );
  const reports = await onLanes({ lanes, workspaces: 1 }, (lane, index) =>
    killAtEachPoint(
      lane,
      points.filter((_, position) => position % lanes === index),
      (count, line) => {
        if (flag("verbose") || count % 20 === 0) console.log(`  lane ${index}, kill ${count}: ${line}`);
      },
    ),
  );
  printCounts(together(reports.map(({ verdict }) => verdict)));
  const count = reports.reduce((sum, report) => sum + report.kills, 0);
  const seconds = Math.max(...reports.map((report) => report.seconds));
  const flawless = printWrongs(reports.flatMap(wrongsOf));
  console.log(
    `${count} kills at ${points.length} points in ${seconds} s; ${flawless ? "each post exactly once, none lost" : "FAILED"}`,
  );
  return flawless;
}
