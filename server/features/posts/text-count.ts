import type { TextUnit } from "#server/platforms/rules.ts";
import { threadsLength } from "#server/platforms/threads/text.ts";
import { weightOf } from "#server/platforms/x/weight.ts";

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
    case "weighted":
      return weightOf(text);
    case "emoji-utf8":
      return threadsLength(text);
  }
}

const HASHTAG = /(?<![\p{L}\p{N}_&/])#[\p{L}\p{M}\p{N}_]+/gu;
const MENTION = /(?<![\p{L}\p{N}_.+-])@[\p{L}\p{N}_.]*[\p{L}\p{N}_]/gu;

export const hashtagsIn = (text: string): string[] => text.match(HASHTAG) ?? [];

/** Mentions of accounts; the `@` inside an e-mail address is none. */
export const mentionsIn = (text: string): string[] => text.match(MENTION) ?? [];
