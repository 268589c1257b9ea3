import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { UNDO_MS, useToasts } from "#app/ui/toasts.tsx";

/**
 * Deletes posts so that it can be undone: a post disappears from the list at once, and is deleted when the toast
 * with the way back is gone, or when the page is left.
 */
export function useUndoableRemoval() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { t } = useTranslation("drafts");
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const pending = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  const show = useCallback(
    (postId: string) => setHidden((ids) => new Set([...ids].filter((id) => id !== postId))),
    [],
  );
  const { mutate } = useMutation(
    trpc.posts.remove.mutationOptions({
      onError: (error, { postId }) => {
        show(postId);
        toasts.failed(error);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() }),
    }),
  );
  const removeNow = useRef(mutate);
  removeNow.current = mutate;
  useEffect(() => {
    const waiting = pending.current;
    return () => {
      for (const [postId, timer] of waiting) {
        clearTimeout(timer);
        removeNow.current({ postId });
      }
      waiting.clear();
    };
  }, []);
  return {
    hidden,
    remove(postId: string) {
      setHidden((ids) => new Set(ids).add(postId));
      const timer = setTimeout(() => {
        pending.current.delete(postId);
        removeNow.current({ postId });
      }, UNDO_MS);
      pending.current.set(postId, timer);
      toasts.done(t("removed"), () => {
        clearTimeout(timer);
        pending.current.delete(postId);
        show(postId);
      });
    },
  };
}
