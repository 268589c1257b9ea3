import type { Judgement } from "./judge.ts";

const say = (line: string) => console.log(line);
const MOST_LINES = 40;

/** How many ended how, network by network. */
export function printCounts({ counts, reasons, targets, pieces }: Judgement): void {
  say(`${targets} targets, ${pieces} pieces public`);
  for (const [network, statuses] of Object.entries(counts))
    say(
      `  ${network}: ${Object.entries(statuses)
        .map(([status, count]) => `${count} ${status}`)
        .join(", ")}`,
    );
  for (const [why, count] of Object.entries(reasons)) say(`  ${count} × ${why}`);
}

/** What is wrong, if anything; true when nothing is. */
export function printWrongs(wrongs: readonly string[]): boolean {
  for (const line of wrongs.slice(0, MOST_LINES)) say(`  ${line}`);
  if (wrongs.length > MOST_LINES) say(`  and ${wrongs.length - MOST_LINES} more`);
  return wrongs.length === 0;
}
