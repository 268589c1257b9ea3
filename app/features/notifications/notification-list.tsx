import { Button, Group } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTRPC } from "#app/lib/trpc.ts";
import { EmptyState, ErrorState, HairlineList, LoadingState } from "#app/ui/states.tsx";
import type { notificationListOutput } from "#server/features/notifications/schema.ts";
import { NotificationRow } from "./notification-row.tsx";
import { useMarkRead } from "./use-notifications.ts";

type NotificationPage = z.infer<typeof notificationListOutput>;

export const PAGE_SIZE = 30;

/** All notifications, newest first. `initial` is the first page, which the loader brought along. */
export function useNotificationList(initial: NotificationPage) {
  const trpc = useTRPC();
  return useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(
      { limit: PAGE_SIZE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        initialData: { pages: [initial], pageParams: [null] },
      },
    ),
  );
}

export function NotificationList({ list }: { list: ReturnType<typeof useNotificationList> }) {
  const { t } = useTranslation(["notifications", "common"]);
  const markRead = useMarkRead();
  if (list.isPending) return <LoadingState height={76} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState icon={IconBell} title={t("empty")}>
        {t("emptyText")}
      </EmptyState>
    );
  return (
    <>
      <HairlineList label={t("title")}>
        {items.map((notification) => (
          <li key={notification.id}>
            <NotificationRow notification={notification} onRead={(id) => markRead.mutate({ ids: [id] })} />
          </li>
        ))}
      </HairlineList>
      {list.hasNextPage ? (
        <Group justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t("common:loadMore")}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
