/** Longer ones are nobody's title rule. */
const LONGEST_PATTERN = 200;
/** How much work a pattern may cause: its open repeats multiply by the length of the text. */
const MOST_STEPS = 10_000_000;

/**
 * A moderator's pattern (Python's `re`), where it can be tried here without danger: strangers write these, and some
 * patterns take years on a short text. Undefined for what JavaScript reads otherwise, and for whatever repeats a
 * repeat, looks around or refers back; those are left to Reddit, which has a clock for them.
 */
export function safePattern(source: string, textLength: number): RegExp | undefined {
  const [, flags = "", rest = ""] = /^(?:\(\?([ims]+)\))?(.*)$/s.exec(source) ?? [];
  if (source.length > LONGEST_PATTERN || !isTame(rest)) return undefined;
  const repeats = openRepeats(rest);
  if (Math.max(textLength, 1) ** (repeats + 1) > MOST_STEPS) return undefined;
  try {
    return new RegExp(rest, `u${flags}`);
  } catch {
    return undefined;
  }
}

/** No groups under a repeat, no look-around, no names, no references, none of Python's own escapes. */
function isTame(source: string): boolean {
  const plain = withoutClasses(source);
  return (
    !/\)[*+?{]/.test(plain) &&
    !/\(\?(?!:)/.test(plain) &&
    !/\\[1-9AZaz]/.test(plain) &&
    !/[*+?}]\+/.test(plain)
  );
}

/** Repeats without an end, or with a far one. */
const openRepeats = (source: string): number =>
  (withoutClasses(source).match(/[*+]|\{\d+,\}|\{\d*,?\d{2,}\}/g) ?? []).length;

/** Escaped characters and character classes are one character each here. */
const withoutClasses = (source: string): string =>
  source.replace(/\\([^0-9A-Za-z])/g, "_").replace(/\[\^?\]?[^\]]*\]/g, "_");
