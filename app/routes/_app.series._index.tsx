import { Button } from "@mantine/core";
import { Link, useLoaderData } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { SeriesList } from "#app/features/series/series-list.tsx";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";

export const handle = { i18n: ["series"] };
export const meta = pageMeta("series:title");

const PAGE = { limit: 30 };

export async function loader({ request, context }: LoaderFunctionArgs) {
  const caller = await api(context).caller(request);
  return answered(caller.series.list(PAGE));
}

export default function AllSeries() {
  const { t } = useTranslation(["series", "common"]);
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const mayWrite = useMay("editor");
  const list = useInfiniteQuery({
    ...trpc.series.list.infiniteQueryOptions(PAGE, {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    initialData: { pages: [loaded], pageParams: [null] },
  });
  const series = list.data.pages.flatMap((page) => page.series);
  return (
    <Page>
      <PageHead
        title={t("title")}
        lead={t("lead")}
        action={
          mayWrite && series.length > 0 ? (
            <Button component={Link} to={paths.compose()} leftSection={<IconPlus size={16} aria-hidden />}>
              {t("write")}
            </Button>
          ) : null
        }
      />
      <SeriesList series={series} />
      {list.hasNextPage ? (
        <Button
          mt="md"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => list.fetchNextPage()}
        >
          {t("common:loadMore")}
        </Button>
      ) : null}
    </Page>
  );
}
