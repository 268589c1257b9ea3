const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/**
 * Texts come back as HTML (`<p>Hi</p>`), whatever was sent: the words alone, with lines kept apart.
 * https://docs.onlyfansapi.com/api-reference/chat-messages/send-message
 */
export const plainText = (html: string): string =>
  html
    .replace(/<br\s*\/?>|<\/p>\s*<p[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,8}));/gi, decoded)
    .trim();

function decoded(whole: string, decimal?: string, hex?: string, name?: string): string {
  const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
  if (code !== undefined) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  return ENTITIES[name?.toLowerCase() ?? ""] ?? whole;
}

/** Two texts that differ in nothing but white space and form are the same text. */
export const sameText = (a: string, b: string): boolean => normal(a) === normal(b);

const normal = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();
