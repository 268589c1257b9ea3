import { Button, Tabs } from "@mantine/core";
import { Link, useLoaderData, useSearchParams } from "@remix-run/react";
import type { LoaderFunctionArgs } from "@remix-run/server-runtime";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import classes from "#app/features/drafts/drafts.module.css";
import { PostRow } from "#app/features/drafts/post-row.tsx";
import { postListQuery, readTab, type Tab, tabIds } from "#app/features/drafts/tabs.ts";
import { useUndoableRemoval } from "#app/features/drafts/use-undoable-removal.ts";
import { answered } from "#app/lib/answered.server.ts";
import { api } from "#app/lib/api.server.ts";
import { pageMeta } from "#app/lib/page-meta.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Page, PageHead } from "#app/ui/page-head.tsx";
import { EmptyState, ErrorState, HairlineList, LoadingState } from "#app/ui/states.tsx";

export const meta = pageMeta("drafts:title");

export async function loader({ request, context }: LoaderFunctionArgs) {
  const tab = readTab(new URL(request.url).searchParams);
  const caller = await api(context).caller(request);
  return { tab, page: await answered(caller.posts.list(postListQuery(tab))) };
}

/** Another tab: asked of the API directly, the page stays. */
export { keepOnSearch as shouldRevalidate } from "#app/lib/keep-on-search.ts";

export default function Drafts() {
  const { t } = useTranslation(["drafts", "nav"]);
  const [params, setParams] = useSearchParams();
  const tab = readTab(params);
  const compose = useMay("editor") ? (
    <Button
      component={Link}
      to={paths.compose()}
      leftSection={<IconPlus size={16} aria-hidden />}
      visibleFrom="sm"
    >
      {t("nav:compose")}
    </Button>
  ) : null;
  return (
    <Page>
      <PageHead title={t("title")} lead={t("lead")} action={compose} />
      <Tabs
        value={tab}
        onChange={(next) => setParams(next && next !== "draft" ? { tab: next } : {}, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" className={classes.tabs}>
          {tabIds.map((id) => (
            <Tabs.Tab key={id} value={id}>
              {t(`tab.${id}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <PostList key={tab} tab={tab} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function PostList({ tab }: { tab: Tab }) {
  const { t } = useTranslation(["drafts", "common", "nav"]);
  const trpc = useTRPC();
  const loaded = useLoaderData<typeof loader>();
  const removal = useUndoableRemoval();
  const list = useInfiniteQuery(
    trpc.posts.list.infiniteQueryOptions(postListQuery(tab), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      ...(loaded.tab === tab ? { initialData: { pages: [loaded.page], pageParams: [null] } } : {}),
    }),
  );
  if (list.isPending) return <LoadingState height={68} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  const posts = list.data.pages.flatMap((page) => page.posts).filter(({ id }) => !removal.hidden.has(id));
  if (posts.length === 0 && !list.hasNextPage) return <Nothing tab={tab} />;
  return (
    <>
      <HairlineList label={t(`tab.${tab}`)}>
        {posts.map((post) => (
          <li key={post.id}>
            <PostRow post={post} onRemove={removal.remove} />
          </li>
        ))}
      </HairlineList>
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
    </>
  );
}

function Nothing({ tab }: { tab: Tab }) {
  const { t } = useTranslation(["drafts", "nav"]);
  const compose = useMay("editor") ? (
    <Button component={Link} to={paths.compose()} variant="default">
      {t("nav:compose")}
    </Button>
  ) : null;
  return (
    <EmptyState icon={IconPencil} title={t(`empty.${tab}`)} action={compose}>
      {t(`empty.${tab}Text`)}
    </EmptyState>
  );
}
