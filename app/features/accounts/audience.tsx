import { Button, SegmentedControl, Text } from "@mantine/core";
import { IconMessageOff, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { EmptyState, ErrorState, HairlineList, LoadingState } from "#app/ui/states.tsx";
import classes from "./accounts.module.css";
import { type ConnectionDetail, Section } from "./connection-detail.tsx";

type View = "chats" | "fans";

/** The people behind an account, as the network tells of them, page by page; and what is left to ask it with. */
export function AudienceSection({ connection }: { connection: ConnectionDetail }) {
  const { t } = useTranslation("accounts");
  const [view, setView] = useState<View>("chats");
  const mayRead = useMay("editor");
  if (!connection.audience || connection.status !== "active" || !mayRead) return null;
  return (
    <Section title={t("audience.title")}>
      <Credits connectionId={connection.id} />
      <SegmentedControl
        mb="md"
        aria-label={t("audience.title")}
        value={view}
        onChange={(next) => setView(next === "fans" ? "fans" : "chats")}
        data={(["chats", "fans"] as const).map((value) => ({ value, label: t(`audience.${value}`) }))}
      />
      {view === "chats" ? <Chats connectionId={connection.id} /> : <Fans connectionId={connection.id} />}
    </Section>
  );
}

function Credits({ connectionId }: { connectionId: string }) {
  const { t, i18n } = useTranslation("accounts");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.accounts.credits.queryOptions({ connectionId }, { retry: false }));
  return data ? (
    <Text mb="sm" className="tabular">
      {t("audience.credits", {
        count: data.balance,
        balance: new Intl.NumberFormat(i18n.language).format(data.balance),
      })}
    </Text>
  ) : null;
}

const paging = {
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor,
  retry: false,
} as const;

function Chats({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation("accounts");
  const trpc = useTRPC();
  const times = useTimes();
  const list = useInfiniteQuery(trpc.accounts.chats.infiniteQueryOptions({ connectionId }, paging));
  const chats = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Pages list={list} count={chats.length} icon={IconMessageOff} empty={t("audience.noChats")}>
      <HairlineList label={t("audience.chats")}>
        {chats.map(({ fan, text, at, fromFan, unread }) => (
          <li key={fan.id} className={classes.person}>
            <div className={classes.personWords}>
              <Text fw={unread > 0 ? 650 : 500} truncate>
                {fan.name} <Text span c="dimmed" size="sm">{`@${fan.username}`}</Text>
              </Text>
              <Text size="sm" c="dimmed" lineClamp={1}>
                {fromFan ? text : t("audience.you", { text })}
              </Text>
            </div>
            <Text size="xs" c="dimmed" ta="right" {...(at ? { title: times.exact(at) } : {})}>
              {at ? times.relative(at) : null}
              {unread > 0 ? (
                <strong className={classes.unread}>{t("audience.unread", { count: unread })}</strong>
              ) : null}
            </Text>
          </li>
        ))}
      </HairlineList>
    </Pages>
  );
}

function Fans({ connectionId }: { connectionId: string }) {
  const { t, i18n } = useTranslation("accounts");
  const trpc = useTRPC();
  const times = useTimes();
  const list = useInfiniteQuery(trpc.accounts.fans.infiniteQueryOptions({ connectionId }, paging));
  const fans = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const money = new Intl.NumberFormat(i18n.language, { style: "currency", currency: "USD" });
  return (
    <Pages list={list} count={fans.length} icon={IconUsers} empty={t("audience.noFans")}>
      <HairlineList label={t("audience.fans")}>
        {fans.map(({ id, name, username, subscribed, subscribedUntil, spentUsd }) => (
          <li key={id} className={classes.person}>
            <div className={classes.personWords}>
              <Text truncate>
                {name} <Text span c="dimmed" size="sm">{`@${username}`}</Text>
              </Text>
              <Text size="sm" c="dimmed">
                {subscribed && subscribedUntil
                  ? t("audience.until", { time: times.day(subscribedUntil) })
                  : t(subscribed ? "audience.subscribed" : "audience.expired")}
              </Text>
            </div>
            <Text size="sm" className="tabular">
              {spentUsd === null ? "–" : money.format(spentUsd)}
            </Text>
          </li>
        ))}
      </HairlineList>
    </Pages>
  );
}

interface PagesProps {
  list: {
    isPending: boolean;
    isError: boolean;
    error: unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    refetch: () => unknown;
    fetchNextPage: () => unknown;
  };
  count: number;
  icon: typeof IconUsers;
  empty: string;
  children: ReactNode;
}

/** What has come so far, and the way to more; or why there is nothing. */
function Pages({ list, count, icon, empty, children }: PagesProps) {
  const { t } = useTranslation("accounts");
  if (list.isPending) return <LoadingState rows={5} height={48} />;
  if (list.isError && count === 0)
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (count === 0) return <EmptyState icon={icon} title={empty} />;
  return (
    <>
      {children}
      {list.hasNextPage ? (
        <Button
          mt="sm"
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("audience.more")}
        </Button>
      ) : null}
    </>
  );
}
