import { useNavigate } from "@remix-run/react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import type { Issue, PostOutput } from "#server/features/posts/schema.ts";
import type { SeriesOutput } from "#server/features/series/schema.ts";
import type { AutosaveState } from "./autosave.ts";
import { type Draft, isWorthSaving, toInstant } from "./draft.ts";
import { isBlocking } from "./issues.ts";
import type { AutosaveInUse } from "./use-autosave.ts";
import { useSavingSeries } from "./use-saving-series.ts";
import { useZonedTime } from "./use-zoned-time.ts";

/** Any time in the past means "at once" to the server, whatever the clock of this computer says. */
const AT_ONCE = new Date(0);

type Work = "save" | "schedule" | "slot" | "series" | "publish";

export interface Scheduling {
  /** What is being done right now. */
  busy: Work | null;
  /** Stores the changes of a planned post, its time included. */
  save(): Promise<void>;
  /** Plans the post for its time. */
  schedule(): Promise<void>;
  /** Plans the post for the first slot that is free for all of its accounts. */
  takeNextSlot(): Promise<void>;
  /** Starts, or changes, the series that the draft describes. */
  saveSeries(): Promise<void>;
  publishNow(): Promise<void>;
}

export interface SchedulingInput {
  draft: Draft;
  /** The series that is being changed. */
  series: SeriesOutput | null;
  autosave: AutosaveInUse;
  /** Called with what keeps the post from going out. */
  onRefused: (issues: Issue[]) => void;
}

/** Stores what is on screen, then plans it; issues keep the post as it is and are shown. */
export function useScheduling(input: SchedulingInput): Scheduling {
  const { draft } = input;
  const { t } = useTranslation("composer");
  const dateTime = useZonedTime(draft.timeZone);
  const { busy, during } = useBusy();
  const { store, send, move, queue } = useDeeds(input);
  const saveSeries = useSavingSeries(input);
  const finish = useFinish();
  const at = draft.at ? toInstant(draft.at, draft.timeZone) : null;
  return {
    busy,
    save: () =>
      during("save", async () => {
        const stored = await store();
        if (!stored) return;
        if (at && at.getTime() !== stored.scheduledAt?.getTime()) await move(stored, at);
        finish(stored, t("saved"));
      }),
    schedule: () =>
      during("schedule", async () => {
        const post = at ? await send(at) : null;
        if (at && post) finish(post, t("scheduledFor", { time: dateTime(at) }));
      }),
    takeNextSlot: () =>
      during("slot", async () => {
        const post = await queue();
        if (post?.scheduledAt) finish(post, t("scheduledFor", { time: dateTime(post.scheduledAt) }));
      }),
    saveSeries: () => during("series", saveSeries),
    publishNow: () =>
      during("publish", async () => {
        const post = await send(AT_ONCE);
        if (post) finish(post, t("onItsWay"));
      }),
  };
}

/** One deed at a time; what goes wrong is said. */
function useBusy() {
  const toasts = useToasts();
  const [busy, setBusy] = useState<Work | null>(null);
  const during = async (work: Work, run: () => Promise<void>) => {
    setBusy(work);
    try {
      await run();
    } catch (error) {
      toasts.failed(error);
    } finally {
      setBusy(null);
    }
  };
  return { busy, during };
}

/** Done: the post's own page shows what happens next. */
function useFinish() {
  const toasts = useToasts();
  const navigate = useNavigate();
  return (post: PostOutput, message: string) => {
    toasts.done(message);
    navigate(paths.post(post.id));
  };
}

/** Says why nothing was stored, where that is not a matter of the post itself; false when it is. */
function useNotStored() {
  const { t } = useTranslation("composer");
  const toasts = useToasts();
  return ({ save, problem }: AutosaveState): boolean => {
    if (save === "refused" && problem) toasts.failed(problem);
    else if (save === "offline" || save === "conflict") toasts.refused(t(`save.${save}`));
    else return false;
    return true;
  };
}

function useDeeds({ draft, autosave, onRefused }: SchedulingInput) {
  const trpc = useTRPC();
  const scheduling = useMutation(trpc.posts.schedule.mutationOptions());
  const rescheduling = useMutation(trpc.posts.reschedule.mutationOptions());
  const queueing = useMutation(trpc.posts.scheduleNextSlot.mutationOptions());
  const sayNotStored = useNotStored();
  /** The post as the server has it now; null when it could not be stored, which is then said. */
  const store = async () => {
    if (!isWorthSaving(draft)) {
      onRefused(await autosave.store.judge());
      return null;
    }
    const stored = await autosave.store.flush();
    if (!stored && !sayNotStored(autosave.store.state())) onRefused(autosave.store.state().issues);
    return stored;
  };
  /** The post in line; null when something keeps it from going out. */
  const send = async (scheduledAt: Date): Promise<PostOutput | null> => {
    const stored = await store();
    if (!stored) return null;
    const { id: postId, revision } = stored;
    return settle(await scheduling.mutateAsync({ postId, revision, scheduledAt }));
  };
  const settle = ({ post, issues: all }: { post: PostOutput; issues: Issue[] }): PostOutput | null => {
    // "At once" is no mistake of the person's, so its warning is not shown.
    const issues = all.filter(({ code }) => code !== "scheduledAt.past");
    autosave.store.adopt(post, issues);
    if (!issues.some(isBlocking)) return post;
    onRefused(issues);
    return null;
  };
  const queue = async (): Promise<PostOutput | null> => {
    const stored = await store();
    if (!stored) return null;
    return settle(await queueing.mutateAsync({ postId: stored.id, revision: stored.revision }));
  };
  const move = async ({ id: postId }: PostOutput, scheduledAt: Date) =>
    autosave.store.adopt(await rescheduling.mutateAsync({ postId, scheduledAt }), []);
  return { store, send, move, queue };
}
