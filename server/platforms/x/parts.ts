import type { Handles, PublishContent } from "../platform.ts";
import { providerError } from "../provider-error.ts";
import { xErrorRow } from "./errors.ts";
import { MAX_WEIGHT, weightOf } from "./weight.ts";

/** The texts of a publication, in order: one for a post, several for a thread. */
export const partsOf = ({ text, parts }: PublishContent): readonly string[] =>
  parts && parts.length > 1 ? parts : [text];

/** Holds the id of part `index` once it is public. */
export const partKey = (index: number): string => `post${index + 1}`;

/** Ids of the parts that are public, in order. */
export function publicParts(handles: Readonly<Handles>): string[] {
  const ids: string[] = [];
  while (handles[partKey(ids.length)]) ids.push(String(handles[partKey(ids.length)]));
  return ids;
}

/**
 * What X would refuse in the middle of a thread is refused before its first part is out: a part that is too long or
 * empty, and one that repeats another. Throws CONTENT_REJECTED, MEDIA_REJECTED.
 */
export function checkContent(content: PublishContent): void {
  const parts = partsOf(content);
  const refuse = (code: string, params: Record<string, number> = {}) =>
    providerError(xErrorRow(code), { service: "x", operation: "check", params });
  for (const [index, part] of parts.entries()) {
    const weight = weightOf(part);
    if (weight > MAX_WEIGHT)
      throw refuse("text-too-long", { part: index + 1, over: weight - MAX_WEIGHT, max: MAX_WEIGHT });
    if (part.trim() === "" && (index > 0 || content.media.length === 0)) throw refuse("empty-part");
  }
  if (new Set(parts.map((part) => part.trim())).size < parts.length) throw refuse("same-parts");
  if (content.media.length > 1 && content.media.some(standsAlone)) throw refuse("media-mixed");
}

/** A video or a moving picture is the only medium of its post. */
const standsAlone = ({ kind, contentType }: PublishContent["media"][number]): boolean =>
  kind === "video" || contentType === "image/gif";
