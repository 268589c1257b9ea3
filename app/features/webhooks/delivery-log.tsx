import { Button, Group, NativeSelect, Stack } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTRPC } from "#app/lib/trpc.ts";
import { EmptyState, ErrorState, HairlineList, LoadingState } from "#app/ui/states.tsx";
import { type deliveryListOutput, deliveryState } from "#server/features/outgoing/schema.ts";
import { DeliveryRow } from "./delivery-row.tsx";

type Page = z.infer<typeof deliveryListOutput>;
type State = z.infer<typeof deliveryState>;

export const LOG_PAGE = 30;
/** While something is on its way, the list looks again this often. */
const LOOK_MS = 3_000;

/** What was sent to one endpoint, newest first. `initial` is the first page of all states. */
export function DeliveryLog({ endpointId, initial }: { endpointId: string; initial: Page }) {
  const { t } = useTranslation("outgoing");
  const [state, setState] = useState<State | "">("");
  const list = useDeliveries(endpointId, state, initial);
  return (
    <Stack gap="md">
      <NativeSelect
        label={t("log.filter")}
        maw={240}
        value={state}
        onChange={(event) => setState(event.currentTarget.value as State | "")}
        data={[
          { value: "", label: t("log.all") },
          ...deliveryState.options.map((value) => ({ value, label: t(`delivery.${value}`) })),
        ]}
      />
      <Rows list={list} />
    </Stack>
  );
}

function useDeliveries(endpointId: string, state: State | "", initial: Page) {
  const trpc = useTRPC();
  return useInfiniteQuery({
    ...trpc.outgoing.deliveries.infiniteQueryOptions(
      { endpointId, limit: LOG_PAGE, ...(state === "" ? {} : { state }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
    ...(state === "" ? { initialData: { pages: [initial], pageParams: [null] } } : {}),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isSoon)) ? LOOK_MS : false,
  });
}

const isSoon = ({ state, attempts }: Page["items"][number]): boolean => state === "pending" && attempts < 2;

function Rows({ list }: { list: ReturnType<typeof useDeliveries> }) {
  const { t } = useTranslation(["outgoing", "common"]);
  if (list.isPending) return <LoadingState />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
  const items = list.data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState icon={IconSend} title={t("log.empty")}>
        {t("log.emptyText")}
      </EmptyState>
    );
  return (
    <>
      <HairlineList label={t("log.title")}>
        {items.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} />
        ))}
      </HairlineList>
      {list.hasNextPage ? (
        <Group justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {t("common:loadMore")}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
