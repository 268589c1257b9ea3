import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { startPostgres } from "#e2e/support/postgres.ts";
import { isFlawless } from "./judge.ts";
import { openLane } from "./lane.ts";
import { type KillReport, killAtEachPoint } from "./publish-kills.ts";
import { crashPoints } from "./shapes.ts";

/**
 * `npm run chaos [-- --rounds 5 --lanes 2]`: kills the app before and after every provider call and every commit of
 * publishing, and holds the outcome against the sandbox's ledger. Exits 1 unless every post is out once or visibly
 * unconfirmed, and every point was reached.
 */
const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const rounds = option("rounds", 3);
const lanes = option("lanes", 2);
const verbose = process.argv.includes("--verbose");
const folder = mkdtempSync(path.join(os.tmpdir(), "huntaze-chaos-"));
const postgres = await startPostgres(path.join(folder, "pg"));
const points = Array.from({ length: rounds }, crashPoints).flat();
try {
  const reports = await Promise.all(Array.from({ length: lanes }, (_, index) => runLane(index)));
  process.exitCode = print(reports);
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function runLane(index: number): Promise<KillReport> {
  const databaseUrl = Object.assign(new URL(postgres.url), { pathname: `/chaos_${index}` }).href;
  const lane = await openLane({ name: `lane-${index}`, databaseUrl, folder });
  try {
    return await killAtEachPoint(
      lane,
      points.filter((_, position) => position % lanes === index),
      (count, line) =>
        (verbose || count % 20 === 0) && console.log(`  lane ${index}, kill ${count}: ${line}`),
    );
  } finally {
    await lane.close();
  }
}

function print(reports: KillReport[]): number {
  let failures = 0;
  for (const [index, { kills, unreached, verdict, seconds }] of reports.entries()) {
    const { targets, live, failed, unknown } = verdict;
    console.log(
      `lane ${index}: ${kills} kills, ${targets} targets: ${live} live, ${failed} failed, ${unknown} unconfirmed, ${seconds} s`,
    );
    const wrong = [
      ...unreached.map((each) => `point not reached: ${each}`),
      ...verdict.duplicates.map((each) => `published twice: ${each}`),
      ...verdict.invented.map((each) => `live only with us: ${each}`),
      ...verdict.forgotten.map((each) => `live only there: ${each}`),
      ...verdict.unsettled.map((each) => `not settled: ${each}`),
    ];
    for (const line of wrong) console.log(`  ${line}`);
    if (wrong.length > 0 || !isFlawless(verdict)) failures += 1;
  }
  const kills = reports.reduce((sum, report) => sum + report.kills, 0);
  console.log(`${kills} kills in all; ${failures === 0 ? "each post exactly once, none lost" : "FAILED"}`);
  return failures === 0 ? 0 : 1;
}
