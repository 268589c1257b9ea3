const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** "Text posts are limited to 500 characters. Emojis are counted as the number of UTF-8 bytes." */
export function lengthOf(text: string): number {
  let length = 0;
  for (const { segment } of graphemes.segment(text))
    length += EMOJI.test(segment) ? Buffer.byteLength(segment) : 1;
  return length;
}

/** Different addresses in a text; `link` is counted unless the text has it already. */
export function countLinks(text: string, link: string | undefined): number {
  const found = text
    .split(/\s+/)
    .map((word) => word.replace(/^[("'[]+|[)"'\].,;:!?]+$/g, ""))
    .filter((word) => /^(https?:\/\/|www\.)\S+\.\S+/i.test(word));
  return new Set([...found, ...(link === undefined ? [] : [link])]).size;
}
