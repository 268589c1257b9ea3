import { killRefreshes } from "#e2e/support/token-runs/kills.ts";
import { numberOption, onStage } from "#e2e/support/token-runs/stage.ts";

/** `npm run chaos -- tokens-kills [--kills 102 --at-once 3]` */
export async function tokensKills(): Promise<boolean> {
  const { kills, kept, lost, wrong, seconds } = await onStage((database) =>
    killRefreshes({
      database,
      kills: numberOption("kills", 102),
      atOnce: numberOption("at-once", 3),
      say: (line) => console.log(`  ${line}`),
    }),
  );
  console.log(
    `${kills} kills at 6 steps of a refresh: ${kept} grants kept, ${lost} lost with an answer nobody had stored and ` +
      `shown as needing their person; ${wrong.length} otherwise, ${Math.round(seconds)} s`,
  );
  for (const line of wrong) console.log(`  ${line}`);
  return wrong.length === 0;
}
