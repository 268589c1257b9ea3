import { ActionIcon, Button, Indicator, Popover, ScrollArea, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { ErrorState, HairlineList, LoadingState } from "#app/ui/states.tsx";
import { NotificationRow } from "./notification-row.tsx";
import classes from "./notifications.module.css";
import { useMarkRead } from "./use-notifications.ts";

const SHOWN = 8;
const MOST_COUNTED = 99;

function useNewest() {
  const trpc = useTRPC();
  return useQuery(trpc.notifications.list.queryOptions({ limit: SHOWN }));
}

/** The bell of the frame: how much is unread, and the newest in a popover. Live through the frame's subscription. */
export function NotificationBell() {
  const { t } = useTranslation("notifications");
  const [opened, setOpened] = useState(false);
  const list = useNewest();
  const unread = list.data?.unread ?? 0;
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width="min(400px, calc(100vw - 24px))"
      shadow="lg"
      trapFocus
      returnFocus
      transitionProps={{ duration: 100 }}
    >
      <Popover.Target>
        <Indicator
          label={unread > MOST_COUNTED ? `${MOST_COUNTED}+` : unread}
          disabled={unread === 0}
          size={16}
          offset={6}
          color="red.8"
          classNames={{ indicator: classes.count ?? "" }}
        >
          <ActionIcon
            variant="subtle"
            color="gray"
            size={40}
            aria-label={unread > 0 ? t("bellUnread", { count: unread }) : t("bell")}
            aria-haspopup="dialog"
            aria-expanded={opened}
            onClick={() => setOpened((now) => !now)}
          >
            <IconBell size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Indicator>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t("title")}>
        <Newest list={list} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

type NewestList = ReturnType<typeof useNewest>;

function Newest({ list, onClose }: { list: NewestList; onClose: () => void }) {
  const { t } = useTranslation("notifications");
  const markRead = useMarkRead();
  const items = list.data?.items ?? [];
  return (
    <>
      <div className={classes.popHead}>
        <Text component="h2" fw={600}>
          {t("title")}
        </Text>
        {(list.data?.unread ?? 0) > 0 ? (
          <Button
            variant="subtle"
            size="compact-sm"
            loading={markRead.isPending}
            onClick={() => markRead.mutate({ all: true })}
          >
            {t("markAllRead")}
          </Button>
        ) : null}
      </div>
      <ScrollArea.Autosize mah="min(480px, 60vh)" className={classes.popList ?? ""}>
        {list.isPending ? <LoadingState rows={3} /> : null}
        {list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
        {list.isSuccess && items.length === 0 ? (
          <Text c="dimmed" ta="center" p="lg">
            {t("empty")}
          </Text>
        ) : null}
        {items.length > 0 ? (
          <HairlineList label={t("title")}>
            {items.map((notification) => (
              <li key={notification.id}>
                <NotificationRow
                  notification={notification}
                  onRead={(id) => markRead.mutate({ ids: [id] })}
                  onFollow={onClose}
                />
              </li>
            ))}
          </HairlineList>
        ) : null}
      </ScrollArea.Autosize>
      <div className={classes.popFoot}>
        <Button component={Link} to={paths.notifications} variant="subtle" fullWidth onClick={onClose}>
          {t("seeAll")}
        </Button>
      </div>
    </>
  );
}
