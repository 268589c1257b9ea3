/** One stroke or shape of a mark, on a square of 24 by 24. */
export interface MarkPath {
  /** SVG path data. */
  d: string;
  /** Width of the line; a path without one is filled. */
  stroke?: number;
  /** Its own colour where marks are coloured; otherwise the text's. */
  color?: string;
  /** Part of the coloured mark alone: the plain one does without. */
  coloredOnly?: true;
  /** Moved by so much. */
  shift?: readonly [x: number, y: number];
}

/**
 * How a post stands on a screen. feed: account, media, words. text: words first, media under them. vertical: full
 * screen, everything over the media (`for-you` with the tabs of a video feed, `reel` without). story: the media alone.
 * note: a message that waits for the creator, with its media. chat: a message to somebody.
 */
export type PreviewShape = "feed" | "text" | "for-you" | "reel" | "story" | "note" | "chat";

/** What browsers need to draw a network. `look.ts` of its folder exports one of these as `look`; it is data alone. */
export interface PlatformLook {
  /** The network's own name; proper names are not translated. */
  label: string;
  /** A small mark, drawn by ourselves: recognisable, never louder than the content. */
  mark: readonly MarkPath[];
  /** Colours from the lower left to the upper right, for paths without a colour of their own. One colour is a flat one. */
  colors: readonly string[];
  /** The shape of its posts, and of kinds that look otherwise. */
  preview: PreviewShape | { default: PreviewShape; kinds: Readonly<Record<string, PreviewShape>> };
}
