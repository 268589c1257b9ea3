import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "./trpc.ts";

/**
 * Keeps every open page current: subscribes once (in the app's frame) to what changes in the workspace and marks the
 * matching queries stale, so those on screen refetch. With every connection, the first one too, everything is stale once.
 * Pages need nothing but `useQuery`.
 */
export function useLiveUpdates(): void {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const stale = (...keys: QueryKey[]) => {
    for (const queryKey of keys) void queries.invalidateQueries({ queryKey });
  };
  useSubscription(
    trpc.notifications.events.subscriptionOptions(
      {},
      {
        onStarted() {
          // What happened between the server's rendering, or the last connection, and now was told to nobody.
          void queries.invalidateQueries();
        },
        onData({ data }) {
          switch (data.type) {
            case "post.changed":
              return stale(
                trpc.posts.pathKey(),
                trpc.publishing.timeline.pathKey(),
                trpc.series.get.pathKey(),
                trpc.quota.pathKey(),
                trpc.slots.next.pathKey(),
              );
            case "connection.changed":
              return stale(trpc.accounts.pathKey(), trpc.posts.pathKey());
            case "media.changed":
              return stale(trpc.media.pathKey());
            case "notification.created":
              return stale(trpc.notifications.list.pathKey());
            case "events.missed":
              return void queries.invalidateQueries();
          }
        },
      },
    ),
  );
}
