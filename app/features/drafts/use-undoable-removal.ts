import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { UNDO_MS, useToasts } from "#app/ui/toasts.tsx";

/**
 * Deletes posts so that it can be undone: a post disappears from the list at once, and is deleted when the toast
 * with the way back is gone, or when the page is left.
 */
export function useUndoableRemoval() {
  const toasts = useToasts();
  const { t } = useTranslation("drafts");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const show = (postId: string) => setHidden((ids) => new Set([...ids].filter((id) => id !== postId)));
  const removeNow = useRemove(show);
  const later = useLater(removeNow);
  return {
    hidden,
    remove(postId: string) {
      setHidden((ids) => new Set(ids).add(postId));
      later.start(postId);
      toasts.done(t("removed"), () => {
        later.cancel(postId);
        show(postId);
      });
    },
  };
}

function useRemove(onRefused: (postId: string) => void): (postId: string) => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { mutate } = useMutation(
    trpc.posts.remove.mutationOptions({
      onError(error, { postId }) {
        onRefused(postId);
        toasts.failed(error);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() }),
    }),
  );
  return (postId) => mutate({ postId });
}

/** Calls `act` once per id after the time for undoing; at once for those still waiting when the page is left. */
function useLater(act: (id: string) => void) {
  const latest = useRef(act);
  latest.current = act;
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const waiting = timers.current;
    return () => {
      for (const [id, timer] of waiting) {
        clearTimeout(timer);
        latest.current(id);
      }
      waiting.clear();
    };
  }, []);
  function cancel(id: string) {
    clearTimeout(timers.current.get(id));
    timers.current.delete(id);
  }
  function start(id: string) {
    const timer = setTimeout(() => {
      timers.current.delete(id);
      latest.current(id);
    }, UNDO_MS);
    timers.current.set(id, timer);
  }
  return { start, cancel };
}
