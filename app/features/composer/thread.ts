import { splitThread } from "#server/features/posts/schema.ts";
import type { PlatformRules } from "#server/platforms/rules.ts";

const SEPARATOR = "---";

/** A text as it goes out on a network: its parts where the network takes threads, one otherwise. */
export const partsFor = (rules: Pick<PlatformRules, "thread"> | undefined, text: string): string[] =>
  rules?.thread ? splitThread(text) : [text];

/** The text with a new part begun where the cursor stands, and where the cursor goes then. */
export function addPart(text: string, cursor: number): { text: string; cursor: number } {
  const before = text.slice(0, cursor).replace(/\s+$/, "");
  const after = text.slice(cursor).replace(/^\s+/, "");
  const head = `${before}\n${SEPARATOR}\n`;
  return { text: head + after, cursor: head.length };
}
