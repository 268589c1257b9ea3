import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "#app/lib/trpc.ts";

/** Everything the operators' pages show is read again. */
export function useRefreshed(): () => void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: trpc.operations.pathKey() });
}

/** Keeps the operators' pages current: they hear within about a second that jobs or webhooks moved. */
export function useLiveOperations(): void {
  const trpc = useTRPC();
  const refreshed = useRefreshed();
  useSubscription(
    trpc.operations.changes.subscriptionOptions({}, { onStarted: refreshed, onData: refreshed }),
  );
}
