import { useNavigate } from "@remix-run/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import { dropBackup } from "./backup.ts";
import { contentOf, planOf } from "./draft.ts";
import { isBlocking } from "./issues.ts";
import type { SchedulingInput } from "./use-scheduling.ts";

/** Starts the series that the draft describes, or changes the one that is open; its page shows what comes of it. */
export function useSavingSeries({
  draft,
  series,
  autosave,
  onRefused,
}: SchedulingInput): () => Promise<void> {
  const { t } = useTranslation("series");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const navigate = useNavigate();
  const creating = useMutation(trpc.series.create.mutationOptions());
  const updating = useMutation(trpc.series.update.mutationOptions());
  return async () => {
    const plan = planOf(draft);
    if (!plan) return;
    const input = { ...contentOf(draft), ...plan };
    // The draft is stored first: a save that is under way must not bring it back afterwards.
    if (!series && autosave.saved.postId) await autosave.store.flush();
    const { postId: draftId } = autosave.store.state().saved;
    const answer = series
      ? await updating.mutateAsync({ ...input, seriesId: series.id, revision: series.revision })
      : await creating.mutateAsync({ ...input, draftId });
    if (!answer.series || answer.issues.some(isBlocking)) {
      autosave.store.refused(answer.issues);
      onRefused(answer.issues);
      return;
    }
    autosave.store.retire();
    dropBackup(draftId);
    dropBackup(null);
    await queries.invalidateQueries({ queryKey: trpc.pathKey() });
    toasts.done(t(series ? "changed" : "started"));
    navigate(paths.oneSeries(answer.series.id));
  };
}
