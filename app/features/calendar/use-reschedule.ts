import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import { withTime } from "./post-events.ts";

interface CalendarData {
  posts: PostOutput[];
  truncated: boolean;
}

/**
 * Moves a post to another time: at once on screen, then on the server. A refusal puts it back and says why; a
 * success offers the way back while the old time is still to come. A time that is over is refused here already,
 * as the server would take it for "publish now".
 */
export function useReschedule(): (post: PostOutput, scheduledAt: Date) => boolean {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { t } = useTranslation("calendar");
  const times = useTimes();
  const shown = { queryKey: trpc.posts.calendar.pathKey() };
  const move = useMutation(
    trpc.posts.reschedule.mutationOptions({
      async onMutate({ postId, scheduledAt }) {
        await queries.cancelQueries(shown);
        const before = queries.getQueriesData<CalendarData>(shown);
        queries.setQueriesData<CalendarData>(
          shown,
          (data) => data && { ...data, posts: withTime(data.posts, postId, scheduledAt) },
        );
        return { before };
      },
      onError(error, _input, context) {
        for (const [key, data] of context?.before ?? []) queries.setQueryData(key, data);
        toasts.failed(error, t("notMoved"));
      },
      onSettled: () => queries.invalidateQueries(shown),
    }),
  );
  return function reschedule(post, scheduledAt) {
    const old = post.scheduledAt;
    if (scheduledAt.getTime() <= Date.now()) {
      toasts.refused(t("pastTime"), t("notMoved"));
      return false;
    }
    move.mutate(
      { postId: post.id, scheduledAt },
      {
        onSuccess() {
          const undo =
            old && old.getTime() > Date.now()
              ? () => move.mutate({ postId: post.id, scheduledAt: old })
              : undefined;
          toasts.done(t("moved", { time: times.dateTime(scheduledAt) }), undo);
        },
      },
    );
    return true;
  };
}
