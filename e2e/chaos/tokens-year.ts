import { numberOption } from "#e2e/support/token-runs/stage.ts";
import { liveThroughYear } from "#e2e/support/token-runs/year.ts";

export const LARGEST_RATIO = 1.2;

/** `npm run chaos -- tokens-year [--connections 1000 --days 365 --outages-per-week 2 --seed 1]` */
export async function tokensYear(): Promise<boolean> {
  const connections = numberOption("connections", 1_000);
  const startedAt = performance.now();
  const report = await liveThroughYear({
    connections,
    days: numberOption("days", 365),
    outagesPerWeek: numberOption("outages-per-week", 2),
    seed: numberOption("seed", 1),
  });
  for (const { name, connections: count, calls, minimal, bare, ranOutDuringOutages } of report.kinds)
    console.log(
      `  ${name}: ${count} connections, ${calls} calls, ${(calls / minimal).toFixed(3)} × minimal ` +
        `(${(calls / bare).toFixed(2)} × with no margin at all), ${ranOutDuringOutages} run out in an outage and renewed after it`,
    );
  const { rounds, missedRounds, outages, calls, ratio, avoidableExpiries, avoidableGaps, refusedCalls } =
    report;
  console.log(
    `${connections} connections, ${rounds} rounds, ${missedRounds} missed in ${outages} outages: ${calls} calls, ` +
      `${ratio.toFixed(3)} × minimal (at most ${LARGEST_RATIO}), ${avoidableExpiries} avoidable expiries, ` +
      `${avoidableGaps} avoidable gaps, ${refusedCalls} calls refused, ${Math.round((performance.now() - startedAt) / 1000)} s`,
  );
  const worst = Math.max(...report.kinds.map((kind) => kind.calls / kind.minimal));
  return avoidableExpiries + avoidableGaps + refusedCalls === 0 && worst <= LARGEST_RATIO;
}
