import type { Handles, PublishContent } from "../platform.ts";

/**
 * A publication is a chain of one or more statuses, each a reply to the one before. Handles: `media:i` an attachment of the
 * first part, `ready:i` once it is processed · `key:n` the idempotency key of part `n` · `status:n` its id and `url:n` its
 * address once it is public · `polls` counted while an attachment is awaited.
 */
export const mediaKey = (index: number): string => `media:${index}`;
export const readyKey = (index: number): string => `ready:${index}`;
export const idempotencyKey = (part: number): string => `key:${part}`;
export const statusKey = (part: number): string => `status:${part}`;
export const urlKey = (part: number): string => `url:${part}`;

/** The texts, in order; one where the post is no thread. */
export const partsOf = ({ text, parts = [] }: PublishContent): string[] =>
  parts.length > 1 ? parts : [text];

/** How many parts are public: also the number of the one that is next. */
export function publicParts(handles: Readonly<Handles>, parts: number): number {
  let part = 0;
  while (part < parts && handles[statusKey(part)]) part += 1;
  return part;
}

/** Ids of everything that is public, first to last. */
export function statusIds(handles: Readonly<Handles>): string[] {
  const ids: string[] = [];
  for (let part = 0; handles[statusKey(part)]; part += 1) ids.push(String(handles[statusKey(part)]));
  return ids;
}
