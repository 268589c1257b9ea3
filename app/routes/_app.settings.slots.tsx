import { Button } from "@mantine/core";
import { Link, useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconPlugConnected } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Section } from "#app/features/settings/section.tsx";
import { SlotsPanel } from "#app/features/settings/slots-panel.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { EmptyState, ErrorState } from "#app/ui/states.tsx";

export const meta = pageMeta("settings:slots.title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  const [slots, connections] = await answered(Promise.all([caller.slots.list(), caller.accounts.list()]));
  return { slots, connections: connections.filter(({ status }) => status !== "disconnected") };
}

export default function Slots() {
  const { t } = useTranslation("settings");
  const times = useTimes();
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const { data, isError, error, refetch } = useQuery({
    ...trpc.slots.list.queryOptions(),
    initialData: loaded.slots,
  });
  return (
    <Section title={t("slots.title")} lead={t("slots.lead", { zone: times.zone() })} wide>
      {isError ? <ErrorState error={error} onRetry={() => refetch()} /> : null}
      {loaded.connections.length === 0 ? (
        <EmptyState
          icon={IconPlugConnected}
          title={t("slots.noAccounts")}
          action={
            <Button component={Link} to={paths.accounts}>
              {t("slots.toAccounts")}
            </Button>
          }
        />
      ) : null}
      {loaded.connections.map((connection) => (
        <SlotsPanel
          key={connection.id}
          connection={connection}
          slots={data.accounts.find(({ connectionId }) => connectionId === connection.id)?.slots ?? []}
        />
      ))}
    </Section>
  );
}
