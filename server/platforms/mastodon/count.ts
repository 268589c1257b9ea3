import type { TextCounter } from "../rules.ts";

export const UNIT = "mastodon";

/** Every link is this long, however long it is. https://docs.joinmastodon.org/user/posting/#links */
const LINK_LENGTH = 23;
const LINK = /https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]}…]/giu;
/** Only the name of `@name@server` counts. https://docs.joinmastodon.org/user/posting/#mentions */
const MENTION =
  /(?<![\p{L}\p{N}_/])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\p{L}\p{N}_.-]+[\p{L}\p{N}_]/giu;

const segments = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Mentions as Mastodon shows them: without their server. */
export const shortMentions = (text: string): string => text.replace(MENTION, "@$1");

/** Characters as people see them, links and mentions as Mastodon counts them. */
function count(text: string): number {
  const countable = shortMentions(text.replace(LINK, "x".repeat(LINK_LENGTH)));
  return [...segments.segment(countable)].length;
}

export const counter: TextCounter = { unit: UNIT, count };
