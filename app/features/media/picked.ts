import type { MediaOutput } from "#server/features/media/schema.ts";
import type { MediaKind } from "#server/platforms/rules.ts";

/** A chosen file: what a composer needs to show it. A ready `MediaOutput` is one. */
export interface PickedMedia {
  id: string;
  kind: MediaKind;
  url: string;
  thumbnailUrl: string | null;
  width: number;
  height: number;
  durationMs: number | null;
  altText: string;
}

const isIn = (now: readonly PickedMedia[], item: PickedMedia) => now.some(({ id }) => id === item.id);

/** Chosen is taken off, not chosen is put last; beyond the maximum nothing happens. */
export const toggled = (
  now: readonly PickedMedia[],
  item: PickedMedia,
  max: number,
): readonly PickedMedia[] =>
  isIn(now, item) ? now.filter(({ id }) => id !== item.id) : added(now, item, max);

/** Put last where there is room; never twice. */
export const added = (now: readonly PickedMedia[], item: PickedMedia, max: number): readonly PickedMedia[] =>
  isIn(now, item) || now.length >= max ? now : [...now, item];

/** A file of the library as a choice; null while it is not ready. */
export function toPicked(media: MediaOutput): PickedMedia | null {
  const { id, kind, url, thumbnailUrl, width, height, durationMs, altText } = media;
  if (kind === null || width === null || height === null) return null;
  return { id, kind, url, thumbnailUrl, width, height, durationMs, altText };
}
