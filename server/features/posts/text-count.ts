import type { TextUnit } from "#server/platforms/rules.ts";

const encoder = new TextEncoder();

/** Length of a text in the unit the network counts in. */
export function countText(text: string, unit: TextUnit): number {
  switch (unit) {
    case "utf16":
      return text.length;
    case "codepoint":
      return [...text].length;
    case "utf8":
      return encoder.encode(text).byteLength;
  }
}

const HASHTAG = /(?<![\p{L}\p{N}_&/])#[\p{L}\p{M}\p{N}_]+/gu;
const MENTION = /(?<![\p{L}\p{N}_.+-])@[\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu;

export const hashtagsIn = (text: string): string[] => text.match(HASHTAG) ?? [];

/** Mentions of accounts; the `@` inside an e-mail address is none. */
export const mentionsIn = (text: string): string[] => text.match(MENTION) ?? [];
