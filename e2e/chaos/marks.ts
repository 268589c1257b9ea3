/** Signs that tell every piece of every post from all others, readable in the network's ledger. */
export const newMark = (): string => `c${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;

/** The words of one piece; capital first, because some places insist on it. */
export const pieceOf = (mark: string, piece: number): string => `Piece ${mark}p${piece} of the chaos`;

const MARK = /c[0-9a-f]{20}p\d+/g;
/** Every piece a text speaks of, each once. */
export const marksIn = (text: string): string[] => [...new Set(text.match(MARK) ?? [])];
