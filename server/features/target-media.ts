import { z } from "zod";

const stored = z.array(z.string()).nullable();

/** A target's own choice among the post's media as it is stored; null follows the post's. */
export const ownMediaIds = (value: unknown): string[] | null => stored.catch(null).parse(value);

/**
 * The media one target carries: its own choice, in the post's order, or all of them. A chosen item that left the post
 * leaves the target with it.
 */
export const mediaOfTarget = <T>(
  own: readonly string[] | null | undefined,
  media: readonly T[],
  idOf: (item: T) => string | undefined,
): T[] => media.filter((item) => !own || own.includes(idOf(item) ?? ""));
