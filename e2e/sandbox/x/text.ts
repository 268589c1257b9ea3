import { randomLetters } from "../core/ids.ts";
import type { ShortLink } from "./state.ts";

/**
 * The sandbox's own reading of https://docs.x.com/fundamentals/counting-characters: letters of most alphabets are one,
 * others and emoji two, links 23.
 */
const LINK =
  /(?<![\w@#$/.-])(?:https?:\/\/)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?![\w@-])(?::\d+)?(?:\/[^\s]*[^\s.,;:!?)'"]|\/)?/giu;
const LINK_LENGTH = 23;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Endings that are words or file names rather than addresses when nothing stands before them. */
const KNOWN_ENDINGS = new Set(
  "com net org io app dev co me tv fr de uk eu ch be es it jp shop store blog art info biz ai xyz gg fm live site".split(
    " ",
  ),
);

/** Which stretches of a text become t.co links. */
export function findLinks(text: string): { start: number; end: number }[] {
  return [...text.matchAll(LINK)]
    .filter(([address]) => isAddress(address))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

function isAddress(address: string): boolean {
  if (/^https?:/i.test(address)) return true;
  const ending = /\.([a-z]+)(?:[:/].*)?$/i.exec(address.split("/")[0] ?? "")?.[1];
  return KNOWN_ENDINGS.has(ending?.toLowerCase() ?? "");
}

/** What X counts for a text. */
export function weigh(text: string): number {
  let bare = text.normalize("NFC");
  const links = findLinks(bare);
  for (const { start, end } of links.toReversed()) bare = bare.slice(0, start) + bare.slice(end);
  let sum = links.length * LINK_LENGTH;
  for (const { segment } of graphemes.segment(bare)) sum += weighGrapheme(segment);
  return sum;
}

function weighGrapheme(grapheme: string): number {
  if (/\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\u20e3/u.test(grapheme)) return 2;
  return [...grapheme].reduce((sum, character) => sum + (isLight(character.codePointAt(0) ?? 0) ? 1 : 2), 0);
}

const isLight = (point: number): boolean =>
  point <= 0x10ff ||
  (point >= 0x2000 && point <= 0x200d) ||
  (point >= 0x2010 && point <= 0x201f) ||
  (point >= 0x2032 && point <= 0x2037);

/** The links of a new post, each with the short one it gets. */
export const shorten = (text: string): ShortLink[] =>
  findLinks(text).map(({ start, end }) => ({
    start,
    end,
    slug: randomLetters(10),
    expanded: withScheme(text.slice(start, end)),
  }));

const withScheme = (address: string): string =>
  /^https?:\/\//i.test(address) ? address : `http://${address}`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export interface UrlEntity {
  start: number;
  end: number;
  url: string;
  expanded_url: string;
  display_url: string;
  media_key?: string;
}

/** A text as X shows it: links shortened, HTML's own characters escaped, a link to the media at its end. */
export function present(
  raw: string,
  links: readonly ShortLink[],
  media?: { slug: string; address: string; keys: readonly string[] },
): { text: string; urls: UrlEntity[] } {
  const urls: UrlEntity[] = [];
  let text = "";
  let done = 0;
  for (const link of links) {
    text += escaped(raw.slice(done, link.start));
    const url = `https://t.co/${link.slug}`;
    urls.push({ ...placed(text, url), expanded_url: link.expanded, display_url: display(link.expanded) });
    text += url;
    done = link.end;
  }
  text += escaped(raw.slice(done));
  if (!media) return { text, urls };
  const url = `https://t.co/${media.slug}`;
  if (text !== "") text += " ";
  for (const media_key of media.keys)
    urls.push({
      ...placed(text, url),
      expanded_url: media.address,
      display_url: `pic.x.com/${media.slug}`,
      media_key,
    });
  return { text: text + url, urls };
}

const placed = (before: string, url: string) => {
  const start = [...before].length;
  return { start, end: start + url.length, url };
};

const display = (address: string): string => {
  const plain = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return plain.length > 26 ? `${plain.slice(0, 25)}…` : plain;
};
