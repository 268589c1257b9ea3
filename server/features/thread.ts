/** A line of three hyphens alone; what a browser or an editor puts around it does not count. */
const SEPARATOR = /(?:^|\r?\n)---[ \t]*(?=\r?\n|$)/;

/**
 * The parts of a text for a network that takes threads, in order; one for a text without separators. A part nobody wrote
 * is an empty string: validation refuses it, except as the first beside media.
 */
export const splitThread = (text: string): string[] =>
  text.split(SEPARATOR).length === 1 ? [text] : text.split(SEPARATOR).map((part) => part.trim());
