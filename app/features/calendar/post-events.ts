import type { EventInput } from "@fullcalendar/react";
import { paths } from "#app/lib/paths.ts";
import type { PostOutput } from "#server/features/posts/schema.ts";

/** A post that may still get another time: nothing of it is on its way. */
export const isMovable = (post: PostOutput): boolean =>
  post.editable && (post.state === "draft" || post.state === "scheduled");

/** The words shown for a post: its own, else those of the first account that has some. */
export const excerptOf = (post: PostOutput): string =>
  (post.text.trim() || post.targets.find((target) => target.text?.trim())?.text?.trim()) ?? "";

/** Each network a post goes to, once. */
export const platformsOf = (post: PostOutput): string[] => [
  ...new Set(post.targets.map((target) => target.platform)),
];

/** Posts with a time, as the calendar library takes them. */
export function toEvents(posts: readonly PostOutput[], mayEdit: boolean): EventInput[] {
  return posts.flatMap((post) =>
    post.scheduledAt
      ? [
          {
            id: post.id,
            start: post.scheduledAt,
            title: excerptOf(post),
            url: paths.post(post.id),
            startEditable: mayEdit && isMovable(post),
            extendedProps: { post },
          },
        ]
      : [],
  );
}

/** The same posts with one of them at another time, in order. */
export function withTime(posts: readonly PostOutput[], postId: string, scheduledAt: Date): PostOutput[] {
  const moved = posts.map((post) =>
    post.id === postId
      ? { ...post, scheduledAt, targets: post.targets.map((target) => ({ ...target, scheduledAt })) }
      : post,
  );
  return moved.sort((a, b) => (a.scheduledAt?.getTime() ?? 0) - (b.scheduledAt?.getTime() ?? 0));
}
