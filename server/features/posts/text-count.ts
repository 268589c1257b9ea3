import { textCounters } from "#server/platforms/platforms.ts";
import type { TextUnit } from "#server/platforms/rules.ts";

const encoder = new TextEncoder();

/** Length of a text in the unit the network counts in. Throws for a unit that no network brings. */
export function countText(text: string, unit: TextUnit): number {
  switch (unit) {
    case "utf16":
      return text.length;
    case "codepoint":
      return [...text].length;
    case "utf8":
      return encoder.encode(text).byteLength;
    default:
      return ownCount(text, unit);
  }
}

function ownCount(text: string, unit: string): number {
  const count = textCounters.get(unit);
  if (!count) throw new Error(`no network counts texts in ${unit}`);
  return count(text);
}

const HASHTAG = /(?<![\p{L}\p{N}_&/])#[\p{L}\p{M}\p{N}_]+/gu;
const MENTION = /(?<![\p{L}\p{N}_.+-])@[\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu;

export const hashtagsIn = (text: string): string[] => text.match(HASHTAG) ?? [];

/** Mentions of accounts; the `@` inside an e-mail address is none. */
export const mentionsIn = (text: string): string[] => text.match(MENTION) ?? [];

/** Addresses with a scheme or a www; the text around them keeps its commas and full stops. */
const LINK = /(?<![@\p{L}\p{N}_.-])(?:https?:\/\/|www\.)[^\s<>"]+/giu;

/** The different links of a text: the same one twice is one. */
export const linksIn = (text: string): string[] => [
  ...new Set((text.match(LINK) ?? []).map((link) => link.replace(/[.,;:!?)\]}'"]+$/, ""))),
];
