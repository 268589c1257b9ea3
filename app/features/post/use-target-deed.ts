import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#app/lib/trpc.ts";
import { useToasts } from "#app/ui/toasts.tsx";

/** What follows a deed on one account's part: the page is asked anew; what goes wrong is said. */
export function useTargetDeed(done?: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return {
    onSuccess: async () => {
      done?.();
      await queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
    },
    onError: (error: unknown) => toasts.failed(error),
  };
}
