import { ActionIcon, Button, Indicator, Popover, ScrollArea, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconBell } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { forwardRef, useState } from "react";
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
        <BellButton
          unread={list.data?.unread ?? 0}
          opened={opened}
          onClick={() => setOpened((now) => !now)}
        />
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t("title")}>
        <Newest list={list} onClose={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

interface BellButtonProps {
  unread: number;
  opened: boolean;
  onClick: () => void;
}

const BellButton = forwardRef<HTMLDivElement, BellButtonProps>(function BellButton(
  { unread, opened, onClick },
  ref,
) {
  const { t } = useTranslation("notifications");
  return (
    <Indicator
      ref={ref}
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
        onClick={onClick}
      >
        <IconBell size={20} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Indicator>
  );
});

type NewestList = ReturnType<typeof useNewest>;

function Newest({ list, onClose }: { list: NewestList; onClose: () => void }) {
  const { t } = useTranslation("notifications");
  const markRead = useMarkRead();
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
        <Rows list={list} onRead={(id) => markRead.mutate({ ids: [id] })} onFollow={onClose} />
      </ScrollArea.Autosize>
      <div className={classes.popFoot}>
        <Button component={Link} to={paths.notifications} variant="subtle" fullWidth onClick={onClose}>
          {t("seeAll")}
        </Button>
      </div>
    </>
  );
}

interface RowsProps {
  list: NewestList;
  onRead: (id: string) => void;
  onFollow: () => void;
}

function Rows({ list, onRead, onFollow }: RowsProps) {
  const { t } = useTranslation("notifications");
  if (list.isPending) return <LoadingState rows={3} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  if (list.data.items.length === 0)
    return (
      <Text c="dimmed" ta="center" p="lg">
        {t("empty")}
      </Text>
    );
  return (
    <HairlineList label={t("title")}>
      {list.data.items.map((notification) => (
        <li key={notification.id}>
          <NotificationRow notification={notification} onRead={onRead} onFollow={onFollow} />
        </li>
      ))}
    </HairlineList>
  );
}
