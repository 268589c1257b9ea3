import { Button, Stack, Text } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, HairlineList, LoadingState } from "#app/ui/states.tsx";

interface Page<Row> {
  items: Row[];
}

export interface RowListProps<Row, Problem> {
  list: UseInfiniteQueryResult<InfiniteData<Page<Row>>, Problem>;
  label: string;
  row: (row: Row) => ReactNode;
  /** Shown when there is nothing, and nothing more to look for. */
  empty: { icon: ComponentProps<typeof EmptyState>["icon"]; title: string; text: string };
  /** Where a page may end before it is full: how far it came, and what looking on is called. */
  reached?: { where: ReactNode; further: string } | undefined;
}

/** A list of the operators': what is there page by page, or that it loads, failed or is empty. */
export function RowList<Row extends { id: string }, Problem>({
  list,
  label,
  row,
  empty,
  reached,
}: RowListProps<Row, Problem>) {
  const { t } = useTranslation("common");
  if (list.isPending) return <LoadingState height={68} />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0 && !list.hasNextPage)
    return (
      <EmptyState icon={empty.icon} title={empty.title}>
        {empty.text}
      </EmptyState>
    );
  return (
    <>
      {items.length > 0 ? (
        <HairlineList label={label}>
          {items.map((item) => (
            <li key={item.id}>{row(item)}</li>
          ))}
        </HairlineList>
      ) : null}
      {list.hasNextPage ? (
        <Stack align="center" gap="xs">
          {reached ? (
            <Text size="sm" c="dimmed" role="status">
              {reached.where}
            </Text>
          ) : null}
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {reached?.further ?? t("loadMore")}
          </Button>
        </Stack>
      ) : null}
    </>
  );
}
