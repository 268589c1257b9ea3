import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { nextAllowed } from "#app/lib/next-allowed.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import { withTime } from "./post-events.ts";

interface CalendarData {
  posts: PostOutput[];
  truncated: boolean;
}

/** The call, with every calendar on screen showing the new time at once and the old one again after a refusal. */
function useMove() {
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
      onError(error, { postId }, context) {
        for (const [key, data] of context?.before ?? []) queries.setQueryData(key, data);
        const nextAt = nextAllowed(error);
        // Nothing is moved elsewhere by itself: the next time that is allowed is offered.
        const act = () => nextAt && move.mutate({ postId, scheduledAt: nextAt });
        const offer = nextAt && { label: t("quota.use", { time: times.dateTime(nextAt) }), act };
        toasts.failed(error, t("notMoved"), offer ?? undefined);
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries(shown),
          queries.invalidateQueries({ queryKey: trpc.quota.pathKey() }),
        ]),
    }),
  );
  return move;
}

/**
 * Moves a post to another time: at once on screen, then on the server. A refusal puts it back and says why; a
 * success offers the way back while the old time is still to come. A time that is over is refused here already (the
 * answer is false), as the server would take it for "publish now".
 */
export function useReschedule(): (post: PostOutput, scheduledAt: Date) => boolean {
  const move = useMove();
  const toasts = useToasts();
  const { t } = useTranslation("calendar");
  const times = useTimes();
  return function reschedule({ id: postId, scheduledAt: old }, scheduledAt) {
    if (scheduledAt.getTime() <= Date.now()) {
      toasts.refused(t("pastTime"), t("notMoved"));
      return false;
    }
    const moveBack =
      old && old.getTime() > Date.now() ? () => move.mutate({ postId, scheduledAt: old }) : undefined;
    move.mutate(
      { postId, scheduledAt },
      { onSuccess: () => toasts.done(t("moved", { time: times.dateTime(scheduledAt) }), moveBack) },
    );
    return true;
  };
}
