import { Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconShieldCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Time } from "#app/ui/time.tsx";
import type { DeliveryFilter, deliveryListOutput, deliveryRow } from "#server/features/operations/schema.ts";
import { PAGE_SIZE } from "./filters.ts";
import classes from "./operations.module.css";
import { Mono } from "./parts.tsx";
import { RowList } from "./row-list.tsx";

type Page = z.infer<typeof deliveryListOutput>;

/**
 * Deliveries that were not understood, newest first. `initial` is the first page, which the loader brought along. Where
 * much else came in between, a page ends before it is full and says how far it came.
 */
export function DeliveryList({ filter, initial }: { filter: DeliveryFilter; initial?: Page | undefined }) {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.operations.deliveries.list.infiniteQueryOptions(
      { ...filter, limit: PAGE_SIZE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        ...(initial ? { initialData: { pages: [initial], pageParams: [null] } } : {}),
      },
    ),
  );
  const searchedTo = list.data?.pages.at(-1)?.searchedTo;
  const where = searchedTo ? (
    <>
      {t("kept.searchedTo")} <Time at={searchedTo} />
    </>
  ) : undefined;
  return (
    <RowList
      list={list}
      label={t("kept.title")}
      row={(delivery) => <DeliveryRow delivery={delivery} />}
      empty={{ icon: IconShieldCheck, title: t("kept.empty"), text: t("kept.emptyText") }}
      reached={where && { where, further: t("kept.further") }}
    />
  );
}

function DeliveryRow({ delivery }: { delivery: z.infer<typeof deliveryRow> }) {
  const { t } = useTranslation("operations");
  const { id, source, keyId, bytes, scrubbedAt, receivedAt } = delivery;
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <Link to={paths.operationsDelivery(id)} className={classes.link} translate="no">
          {source}
        </Link>
        <Text component="div" size="xs" c="dimmed" className={classes.small ?? ""}>
          <Mono>{id}</Mono>
          <span>
            {t("fact.keyId")} <span translate="no">{keyId}</span>
          </span>
        </Text>
      </div>
      <div className={classes.aside}>
        <Text component="span" size="sm" className="tabular">
          {scrubbedAt ? t("kept.emptied") : t("kept.bytes", { count: bytes })}
        </Text>
        <Text component="span" size="xs" c="dimmed">
          <Time at={receivedAt} />
        </Text>
      </div>
    </div>
  );
}
