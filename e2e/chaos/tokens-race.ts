import { raceForTokens } from "#e2e/support/token-runs/race.ts";
import { numberOption, onStage } from "#e2e/support/token-runs/stage.ts";

/** `npm run chaos -- tokens-race [--trials 1000 --at-once 30 --speed 5]` */
export async function tokensRace(): Promise<boolean> {
  const report = await onStage((database) =>
    raceForTokens({
      database,
      trials: numberOption("trials", 1_000),
      atOnce: numberOption("at-once", 30),
      speed: numberOption("speed", 5),
      say: (line) => console.log(`  ${line}`),
    }),
  );
  const { trials, refreshers, slow, calls, grantsLost, notOnce, wrong, seconds } = report;
  console.log(
    `${trials} expiries, ${refreshers} refreshers each in 3 processes, ${slow} with a provider slower than the lease: ` +
      `${calls} provider calls, ${grantsLost} grants lost, ${notOnce} not called exactly once, ` +
      `${wrong.length} refreshers without the new token, ${Math.round(seconds)} s`,
  );
  for (const line of wrong.slice(0, 20)) console.log(`  ${line}`);
  return grantsLost === 0 && notOnce === 0 && wrong.length === 0;
}
