import type { Handles, PublishContent } from "../platform.ts";

/**
 * A publication is a chain of one or more parts: the first is the post, every other one a reply to the one before. Handles
 * of part `n`, all strings and numbers so that they survive a crash: `container:n` the thing to publish, made at
 * `made:n` · `ready:n` once it is finished · `published:n` once Threads says that it is public · `post:n` its id then.
 * Of the part that is being made: `round` times it was begun · `polls`, `looks`, `refused` counted. Of the first part:
 * `child:i`, `childReady:i` of a carousel · `room` once there was room for the replies · `permalink` of the post.
 */
export const containerKey = (part: number): string => `container:${part}`;
export const madeKey = (part: number): string => `made:${part}`;
export const readyKey = (part: number): string => `ready:${part}`;
export const publishedKey = (part: number): string => `published:${part}`;
export const postKey = (part: number): string => `post:${part}`;
export const childKey = (index: number): string => `child:${index}`;
export const childReadyKey = (index: number): string => `childReady:${index}`;

/** The texts, in order; one where the post is no chain. */
export const partsOf = (content: PublishContent): string[] =>
  content.parts && content.parts.length > 1 ? content.parts : [content.text];

/** How many parts are public and known by their ids: also the number of the part that is being made. */
export function publicParts(handles: Readonly<Handles>, parts: number): number {
  let part = 0;
  while (part < parts && handles[postKey(part)]) part += 1;
  return part;
}

/** What a part that is public leaves behind for the next one to start with. */
export const partDone = (part: number, postId: string): Handles => ({
  [postKey(part)]: postId,
  polls: 0,
  looks: 0,
  round: 0,
  refused: 0,
});

/** Everything that dies with a part's container; `round` stays and counts. */
export const containerKeys = (content: PublishContent, part: number): string[] => [
  containerKey(part),
  madeKey(part),
  readyKey(part),
  "polls",
  "refused",
  ...(part === 0 ? content.media.flatMap((_, index) => [childKey(index), childReadyKey(index)]) : []),
];

/** Ids of everything that is public, first to last. */
export function postIds(handles: Readonly<Handles>): string[] {
  const ids: string[] = [];
  for (let part = 0; handles[postKey(part)]; part += 1) ids.push(String(handles[postKey(part)]));
  return ids;
}
