import type { EventInput } from "@fullcalendar/react";
import { paths } from "#app/lib/paths.ts";
import { addDays, daysBetween, daysLater, startOfDay } from "#app/lib/zoned-time.ts";
import type { PostOutput } from "#server/features/posts/schema.ts";
import { dateOf } from "./period.ts";

/** A post that may still get another time: nothing of it is on its way. */
const isMovable = (post: PostOutput): boolean =>
  post.editable && (post.state === "draft" || post.state === "scheduled");

/** The words shown for a post: its own, else those of the first account that has some. */
export const excerptOf = (post: PostOutput): string =>
  (post.text.trim() || post.targets.find((target) => target.text?.trim())?.text?.trim()) ?? "";

/** Address of a small picture of the first media item; null for a post of words, or a clip without a still. */
export function pictureOf(post: PostOutput): string | null {
  const media = post.media[0];
  return media?.thumbnailUrl ?? (media?.kind === "image" ? media.url : null);
}

/** Each network a post goes to, once. */
export const platformsOf = (post: PostOutput): string[] => [
  ...new Set(post.targets.map((target) => target.platform)),
];

/** How long a post looks in a day's column; it has no length of its own. */
const LOOKS_MS = 45 * 60_000;

/** Never over midnight: a post is one moment, so it is drawn on one day. */
function drawnEnd(at: Date, timeZone: string): Date {
  const midnight = startOfDay(addDays(dateOf(at, timeZone), 1), timeZone);
  return new Date(Math.min(at.getTime() + LOOKS_MS, midnight.getTime()));
}

/** Posts with a time, as the calendar library takes them. */
export function toEvents(posts: readonly PostOutput[], timeZone: string, mayEdit: boolean): EventInput[] {
  return posts.flatMap((post) =>
    post.scheduledAt
      ? [
          {
            id: post.id,
            start: post.scheduledAt,
            end: drawnEnd(post.scheduledAt, timeZone),
            title: excerptOf(post),
            url: paths.post(post.id),
            startEditable: mayEdit && isMovable(post),
            extendedProps: { post },
          },
        ]
      : [],
  );
}

/**
 * When a post goes out that was dropped. Where only its day was chosen it keeps the time on the clocks of its own zone,
 * whatever those clocks do in between; where the time was, it is the one of the column it was dropped in.
 */
export function droppedAt(
  { scheduledAt, timeZone: own }: Pick<PostOutput, "scheduledAt" | "timeZone">,
  start: Date,
  timeZone: string,
  dayOnly: boolean,
): Date {
  if (!dayOnly || !scheduledAt) return start;
  return daysLater(scheduledAt, daysApart(dateOf(scheduledAt, timeZone), dateOf(start, timeZone)), own);
}

const daysApart = (from: string, to: string): number =>
  from <= to ? daysBetween(from, to) : -daysBetween(to, from);

/** The same posts with one of them at another time, in order. */
export function withTime(posts: readonly PostOutput[], postId: string, scheduledAt: Date): PostOutput[] {
  const moved = posts.map((post) =>
    post.id === postId
      ? { ...post, scheduledAt, targets: post.targets.map((target) => ({ ...target, scheduledAt })) }
      : post,
  );
  return moved.sort((a, b) => (a.scheduledAt?.getTime() ?? 0) - (b.scheduledAt?.getTime() ?? 0));
}
