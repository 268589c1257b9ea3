import { Button, Code, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTRPC } from "#app/lib/trpc.ts";
import { Time } from "#app/ui/time.tsx";
import type { rotationListOutput } from "#server/features/accounts/schema.ts";
import classes from "./accounts.module.css";
import { Section } from "./connection-detail.tsx";

type Page = z.infer<typeof rotationListOutput>;

export const JOURNAL_PAGE = 30;

/** Every change of the stored login, by fingerprint. `initial` is the first page. */
export function JournalSection({ connectionId, initial }: { connectionId: string; initial: Page }) {
  const { t } = useTranslation(["accounts", "common"]);
  const trpc = useTRPC();
  const list = useInfiniteQuery({
    ...trpc.accounts.rotations.infiniteQueryOptions(
      { connectionId, limit: JOURNAL_PAGE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
    initialData: { pages: [initial], pageParams: [null] },
  });
  const rotations = list.data.pages.flatMap((page) => page.items);
  return (
    <Section title={t("journal.title")} lead={t("journal.lead")}>
      {rotations.length === 0 ? (
        <Text c="dimmed">{t("journal.empty")}</Text>
      ) : (
        <Table.ScrollContainer minWidth={340}>
          <Table verticalSpacing={8} className={classes.journal}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("journal.when")}</Table.Th>
                <Table.Th>{t("journal.what")}</Table.Th>
                <Table.Th>{t("journal.fingerprint")}</Table.Th>
                <Table.Th ta="right" visibleFrom="sm">
                  {t("journal.version")}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rotations.map((rotation) => (
                <Entry key={rotation.id} rotation={rotation} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
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
    </Section>
  );
}

function Entry({ rotation }: { rotation: Page["items"][number] }) {
  const { t } = useTranslation(["accounts", "connections", "errors"]);
  const { at, kind, fingerprint, version, detail } = rotation;
  // The detail is a reason of ours, an error of ours, or a network's own code.
  const words = detail && t([`connections:reason.${detail}`, `errors:${detail}`], { defaultValue: detail });
  return (
    <Table.Tr>
      <Table.Td>
        <Time at={at} />
      </Table.Td>
      <Table.Td>
        {t(`journal.kind.${kind}`, { defaultValue: t("journal.kind.other") })}
        {words ? (
          <Text size="xs" c="dimmed">
            {words}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td>{fingerprint ? <Code>{fingerprint}</Code> : "–"}</Table.Td>
      <Table.Td ta="right" visibleFrom="sm">
        {version}
      </Table.Td>
    </Table.Tr>
  );
}
