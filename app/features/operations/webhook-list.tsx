import { Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconWebhook } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Time } from "#app/ui/time.tsx";
import type { WebhookFilter, webhookListOutput, webhookRow } from "#server/features/operations/schema.ts";
import { PAGE_SIZE } from "./filters.ts";
import { isTrouble } from "./looks.ts";
import classes from "./operations.module.css";
import { Mono, StateBadge } from "./parts.tsx";
import { reasonInWords } from "./reasons.ts";
import { RowList } from "./row-list.tsx";

type Page = z.infer<typeof webhookListOutput>;

/** Events that match, newest first. `initial` is the first page, which the loader brought along. */
export function WebhookList({ filter, initial }: { filter: WebhookFilter; initial?: Page | undefined }) {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.operations.webhooks.list.infiniteQueryOptions(
      { ...filter, limit: PAGE_SIZE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        ...(initial ? { initialData: { pages: [initial], pageParams: [null] } } : {}),
      },
    ),
  );
  return (
    <RowList
      list={list}
      label={t("tab.webhooks")}
      row={(event) => <WebhookRow event={event} />}
      empty={{ icon: IconWebhook, title: t("webhooks.empty"), text: t("webhooks.emptyText") }}
    />
  );
}

function WebhookRow({ event }: { event: z.infer<typeof webhookRow> }) {
  const { t } = useTranslation("operations");
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <Link to={paths.operationsWebhook(event.id)} className={classes.link} translate="no">
          {event.source} · {event.type}
        </Link>
        <Text component="div" size="xs" c="dimmed" className={classes.small ?? ""}>
          <Mono>{event.externalId}</Mono>
          {event.accountRef ? <Mono>{event.accountRef}</Mono> : null}
          <span>{t("tries", { count: event.attempts })}</span>
        </Text>
        {event.lastError ? (
          <Text
            size="xs"
            lineClamp={2}
            {...(isTrouble(event.status) ? { className: classes.error ?? "" } : { c: "dimmed" })}
            translate="no"
          >
            {reasonInWords(t, event.lastError)}
          </Text>
        ) : null}
      </div>
      <div className={classes.aside}>
        <StateBadge state={event.status} />
        <Text component="span" size="xs" c="dimmed">
          <Time at={event.receivedAt} />
        </Text>
      </div>
    </div>
  );
}
