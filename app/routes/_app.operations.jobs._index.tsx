import { Button, Group } from "@mantine/core";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FilterBar } from "#app/features/operations/filter-bar.tsx";
import { PAGE_SIZE, readJobFilter } from "#app/features/operations/filters.ts";
import { JobList } from "#app/features/operations/job-list.tsx";
import { LinkedFilters } from "#app/features/operations/linked-filters.tsx";
import classes from "#app/features/operations/operations.module.css";
import { ReplayDialog, type ReplayTarget } from "#app/features/operations/replay-dialog.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { useSession } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { jobStatus } from "#server/features/operations/schema.ts";

export const meta = pageMeta("operations:tab.jobs");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  const session = await api(context).session(request);
  const filter = readJobFilter(searchParams, session?.workspace.timeZone ?? "UTC");
  const caller = await api(context).caller(request);
  const [page, facets] = await Promise.all([
    answered(caller.operations.jobs.list({ ...filter, limit: PAGE_SIZE })),
    answered(caller.operations.jobs.facets()),
  ]);
  return { search, page, facets };
}

export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

export default function Jobs() {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const { workspace } = useSession();
  const filter = readJobFilter(params, workspace.timeZone);
  const [target, setTarget] = useState<ReplayTarget | null>(null);
  const { data: facets } = useQuery({
    ...trpc.operations.jobs.facets.queryOptions(),
    initialData: loaded.facets,
  });
  const same = new URLSearchParams(loaded.search).toString() === params.toString();
  return (
    <div className={classes.stack}>
      <FilterBar
        searchLabel={t("jobs.search")}
        choices={[
          { name: "name", label: t("name"), options: facets.names.map((value) => ({ value, label: value })) },
          {
            name: "status",
            label: t("status"),
            options: jobStatus.options.map((value) => ({ value, label: t(`state.${value}`) })),
          },
        ]}
      />
      <LinkedFilters names={["reason", "workspace"]} />
      <Group>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => setTarget({ kind: "job", filter })}
        >
          {t("replayDead")}
        </Button>
      </Group>
      <JobList key={params.toString()} filter={filter} initial={same ? loaded.page : undefined} />
      <ReplayDialog target={target} onClose={() => setTarget(null)} />
    </div>
  );
}
