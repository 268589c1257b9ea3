import { rotateUnderLoad } from "#e2e/support/token-runs/keys.ts";
import { numberOption, onStage } from "#e2e/support/token-runs/stage.ts";

/** `npm run chaos -- tokens-keys [--tokens 100000 --readers 8]` */
export async function tokensKeys(): Promise<boolean> {
  const tokens = numberOption("tokens", 100_000);
  const report = await onStage((database) =>
    rotateUnderLoad({
      ...database,
      connections: tokens / 2,
      readers: numberOption("readers", 8),
      endAfter: tokens / 3,
    }),
  );
  const { sealed, seconds, reads, failedReads, leftBehind, forgeries, undetected } = report;
  console.log(
    `${sealed} sealed tokens to a new key in ${seconds.toFixed(1)} s, broken off once, while ${reads} were read: ` +
      `${failedReads} failed reads, ${leftBehind} left behind; ${forgeries} swapped or cut: ${undetected} undetected`,
  );
  return failedReads + leftBehind + undetected === 0;
}
