import { Button, Group } from "@mantine/core";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconRefresh, IconShieldX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterBar } from "#app/features/operations/filter-bar.tsx";
import { PAGE_SIZE, readWebhookFilter } from "#app/features/operations/filters.ts";
import { LinkedFilters } from "#app/features/operations/linked-filters.tsx";
import classes from "#app/features/operations/operations.module.css";
import { ReplayDialog, type ReplayTarget } from "#app/features/operations/replay-dialog.tsx";
import { WebhookList } from "#app/features/operations/webhook-list.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useSession } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { webhookStatus } from "#server/features/operations/schema.ts";

export const meta = pageMeta("operations:tab.webhooks");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  const session = await api(context).session(request);
  const filter = readWebhookFilter(searchParams, session?.workspace.timeZone ?? "UTC");
  const caller = await api(context).caller(request);
  const [page, facets] = await Promise.all([
    answered(caller.operations.webhooks.list({ ...filter, limit: PAGE_SIZE })),
    answered(caller.operations.webhooks.facets()),
  ]);
  return { search, page, facets };
}

export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

export default function Webhooks() {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const { workspace } = useSession();
  const filter = readWebhookFilter(params, workspace.timeZone);
  const [target, setTarget] = useState<ReplayTarget | null>(null);
  const { data: facets } = useQuery({
    ...trpc.operations.webhooks.facets.queryOptions(),
    initialData: loaded.facets,
  });
  const same = new URLSearchParams(loaded.search).toString() === params.toString();
  const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value }));
  return (
    <div className={classes.stack}>
      <FilterBar
        searchLabel={t("webhooks.search")}
        choices={[
          { name: "source", label: t("source"), options: plain(facets.sources) },
          { name: "type", label: t("type"), options: plain(facets.types) },
          {
            name: "status",
            label: t("status"),
            options: webhookStatus.options.map((value) => ({ value, label: t(`state.${value}`) })),
          },
        ]}
      />
      <LinkedFilters names={["reason"]} />
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => setTarget({ kind: "webhook", filter })}
        >
          {t(filter.status === "ignored" ? "replayIgnored" : "replayDead")}
        </Button>
        <Button
          component={Link}
          to={paths.operationsRefused}
          variant="subtle"
          leftSection={<IconShieldX size={16} aria-hidden />}
        >
          {t("refused.title")}
        </Button>
      </Group>
      <WebhookList key={params.toString()} filter={filter} initial={same ? loaded.page : undefined} />
      <ReplayDialog target={target} onClose={() => setTarget(null)} />
    </div>
  );
}
