import { Text, Title } from "@mantine/core";
import { useLoaderData, useSearchParams } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DeliveryList } from "#app/features/operations/delivery-list.tsx";
import { FilterBar } from "#app/features/operations/filter-bar.tsx";
import { PAGE_SIZE, readDeliveryFilter } from "#app/features/operations/filters.ts";
import classes from "#app/features/operations/operations.module.css";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useSession } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { BackLink } from "#app/ui/page-head.tsx";

export const meta = pageMeta("operations:kept.title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { search, searchParams } = new URL(request.url);
  const session = await api(context).session(request);
  const filter = readDeliveryFilter(searchParams, session?.workspace.timeZone ?? "UTC");
  const caller = await api(context).caller(request);
  const [page, facets] = await Promise.all([
    answered(caller.operations.deliveries.list({ ...filter, limit: PAGE_SIZE })),
    answered(caller.operations.deliveries.facets()),
  ]);
  return { search, page, facets };
}

export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

/** What was signed and not understood. */
export default function Deliveries() {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const { workspace } = useSession();
  const filter = readDeliveryFilter(params, workspace.timeZone);
  const { data: facets } = useQuery({
    ...trpc.operations.deliveries.facets.queryOptions(),
    initialData: loaded.facets,
  });
  const same = new URLSearchParams(loaded.search).toString() === params.toString();
  const options = facets.sources.map((value) => ({ value, label: value }));
  return (
    <div className={classes.stack}>
      <div>
        <BackLink to={paths.operationsRefused}>{t("refused.title")}</BackLink>
        <Title order={2}>{t("kept.title")}</Title>
        <Text c="dimmed">{t("kept.lead")}</Text>
      </div>
      <FilterBar choices={[{ name: "source", label: t("source"), options }]} />
      <DeliveryList key={params.toString()} filter={filter} initial={same ? loaded.page : undefined} />
    </div>
  );
}
