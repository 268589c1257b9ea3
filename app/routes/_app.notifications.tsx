import { Button } from "@mantine/core";
import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconChecks } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import {
  NotificationList,
  PAGE_SIZE,
  useNotificationList,
} from "#app/features/notifications/notification-list.tsx";
import { useMarkRead } from "#app/features/notifications/use-notifications.ts";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";

export const meta = pageMeta("notifications:title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  return { page: await answered(caller.notifications.list({ limit: PAGE_SIZE })) };
}

export default function Notifications() {
  const { t } = useTranslation("notifications");
  const loaded = useLoaderData<typeof loader>();
  const list = useNotificationList(loaded.page);
  const markRead = useMarkRead();
  const unread = list.data?.pages[0]?.unread ?? 0;
  return (
    <Page width="reading">
      <PageHead
        title={t("title")}
        lead={t("lead")}
        action={
          unread > 0 ? (
            <Button
              variant="default"
              leftSection={<IconChecks size={16} aria-hidden />}
              loading={markRead.isPending}
              onClick={() => markRead.mutate({ all: true })}
            >
              {t("markAllRead")}
            </Button>
          ) : null
        }
      />
      <NotificationList list={list} />
    </Page>
  );
}
