import { TOP_LEVEL_DOMAINS } from "./top-level-domains.ts";

/**
 * How X counts a text: version 3 of the configuration of its text library. Most letters weigh one, everything beyond
 * Latin, Greek, Cyrillic and their neighbours weighs two, an emoji of any length weighs two, a link weighs 23 because
 * it is shortened to t.co. https://docs.x.com/fundamentals/counting-characters,
 * https://github.com/twitter/twitter-text/blob/master/config/v3.json
 */
export const MAX_WEIGHT = 280;
const LINK_WEIGHT = 23;
const HEAVY = 2;
/** First and last code point of what weighs one. */
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];

const LONGEST_LINK = 4096;
const LONGEST_LABEL = 63;

// TypeScript's target does not know the flag yet, the engines do.
const SETS: string = "gv";
const EMOJI = new RegExp("\\p{RGI_Emoji}|[0-9#*]\\u20e3", SETS);

const ACCENTED = "\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f\\u0300-\\u036f\\u1e00-\\u1eff";
/** Of a host behind `https://`: whatever is no ASCII punctuation, space or control character. */
const HOST = "[^\\s\\p{C}!-\\/:-@\\[-`\\{-~]";
const HOST_OR_HYPHEN = "[^\\s\\p{C}!-,.\\/:-@\\[-`\\{-~]";
const HOST_OR_JOINER = "[^\\s\\p{C}!-,.\\/:-@\\[-\\^`\\{-~]";
const BARE_HOST = `[a-z0-9${ACCENTED}\\-]`;
const IN_PATH = `[a-z0-9!*';:=+,.$\\/%#\\[\\]\\-\\u2013_~@|&\\u0400-\\u04ff${ACCENTED}]`;
const PATH_END = `[a-z0-9+\\-=_#\\/\\u0400-\\u04ff${ACCENTED}]`;
const IN_PARENTHESES = `\\((?:${IN_PATH}|\\(${IN_PATH}*\\))*\\)`;
/** The longest first: one may begin with another where no space divides words. */
const ENDINGS = [...TOP_LEVEL_DOMAINS].sort((a, b) => b.length - a.length).join("|");
const TOP_LEVEL = `(?:${ENDINGS}|xn--[a-z0-9\\-]+)(?![a-z0-9@+\\-])`;
const NAMED_HOST = `(?:${HOST}(?:${HOST_OR_JOINER}*${HOST})?\\.)*${HOST}(?:${HOST_OR_HYPHEN}*${HOST})?\\.${TOP_LEVEL}`;
const REST = [
  "(?::\\d+)?",
  `(?:\\/(?:(?:${IN_PATH}|${IN_PARENTHESES})*(?:${PATH_END}|${IN_PARENTHESES}))?)?`,
  "(?:\\?[a-z0-9!?*'@();:&=+$\\/%#\\[\\]\\-_.,~|]*[a-z0-9\\-_&=#\\/])?",
].join("");

const LINK = new RegExp(
  [
    "(?<![a-z0-9@\\uff20$#\\uff03])https?:\\/\\/t\\.co\\/[a-z0-9]{1,40}(?![a-z0-9])",
    `(?<![a-z0-9@\\uff20$#\\uff03])https?:\\/\\/(?!t\\.co\\/[a-z0-9])(?<host>${NAMED_HOST})${REST}`,
    `(?<![a-z0-9@\\uff20$#\\uff03\\-_.\\/${ACCENTED}])(?<bare>(?:${BARE_HOST}+\\.)+${TOP_LEVEL})${REST}`,
  ].join("|"),
  "giu",
);

/** Where X will put a t.co link. Indices of UTF-16 into the text as given, which should be NFC. */
export function linksIn(text: string): { start: number; end: number }[] {
  if (!text.includes(".")) return [];
  return [...text.matchAll(LINK)]
    .filter((match) => isHost(match.groups?.host ?? match.groups?.bare ?? "t.co"))
    .filter(([link]) => link.length <= LONGEST_LINK)
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** A name whose parts are too long for the DNS is no address, so it stays text. */
function isHost(host: string): boolean {
  if (!URL.canParse(`https://${host}`)) return false;
  const labels = new URL(`https://${host}`).hostname.split(".");
  return labels.every((label) => label.length <= LONGEST_LABEL);
}

/** What X counts for this text; more than MAX_WEIGHT is refused. */
export function weightOf(text: string): number {
  const normal = text.normalize("NFC");
  let weight = 0;
  let done = 0;
  for (const { start, end } of linksIn(normal)) {
    weight += weightOfWords(normal.slice(done, start)) + LINK_WEIGHT;
    done = end;
  }
  return weight + weightOfWords(normal.slice(done));
}

function weightOfWords(words: string): number {
  let emoji = 0;
  const rest = words.replace(EMOJI, () => {
    emoji += 1;
    return "";
  });
  return [...rest].reduce((sum, character) => sum + weightOfCharacter(character), emoji * HEAVY);
}

function weightOfCharacter(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return LIGHT.some(([first, last]) => point >= first && point <= last) ? 1 : HEAVY;
}
