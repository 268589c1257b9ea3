import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/lib/trpc.ts";
import { useToasts } from "#app/ui/toasts.tsx";

/** Marks notifications as read: some by their ids, or all. */
export function useMarkRead() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation(
    trpc.notifications.markRead.mutationOptions({
      onError: (error) => toasts.failed(error),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.notifications.list.pathKey() }),
    }),
  );
}
