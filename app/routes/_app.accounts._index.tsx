import { Button, Text, Title } from "@mantine/core";
import { useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ConnectAlert } from "#app/features/accounts/connect-alert.tsx";
import { ConnectCards } from "#app/features/accounts/connect-cards.tsx";
import { ConnectionList } from "#app/features/accounts/connection-list.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";
import { ErrorState } from "#app/ui/states.tsx";

export const meta = pageMeta("accounts:title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  const [connections, connectable] = await answered(
    Promise.all([caller.accounts.list(), caller.accounts.connectable()]),
  );
  return { connections, connectable };
}

export default function Accounts() {
  const { t } = useTranslation("accounts");
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const mayConnect = useMay("admin");
  const list = useQuery({ ...trpc.accounts.list.queryOptions(), initialData: loaded.connections });
  return (
    <Page>
      <PageHead
        title={t("title")}
        lead={t("lead")}
        action={
          mayConnect && list.data.length > 0 ? (
            <Button component="a" href="#connect" leftSection={<IconPlugConnected size={16} aria-hidden />}>
              {t("connectTitle")}
            </Button>
          ) : null
        }
      />
      <ConnectAlert connections={list.data} connectable={loaded.connectable} />
      {list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data.length > 0 ? (
        <ConnectionList connections={list.data} />
      ) : (
        <Text c="dimmed">{t(mayConnect ? "listEmpty" : "listEmptyMember")}</Text>
      )}
      <section id="connect" aria-labelledby="connect-title">
        <Title order={2} id="connect-title">
          {t("connectTitle")}
        </Title>
        <Text c="dimmed" mb="md" maw="68ch">
          {mayConnect ? t("connectLead") : t("onlyAdmins")}
        </Text>
        <ConnectCards connectable={loaded.connectable} />
      </section>
    </Page>
  );
}
