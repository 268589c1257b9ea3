import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import type { attemptOutput } from "#server/features/publishing/schema.ts";

type Attempt = z.infer<typeof attemptOutput>;

/** The attempt ledger: every try, when its one irreversible call was armed, how it ended. */
export function Attempts({ attempts, targets }: { attempts: Attempt[]; targets: TargetOutput[] }) {
  const { t } = useTranslation("post");
  const times = useTimes();
  if (attempts.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("noAttempts")}
      </Text>
    );
  return (
    <Table.ScrollContainer minWidth={520} scrollAreaProps={{ tabIndex: 0 }}>
      <Table verticalSpacing="xs" aria-label={t("attempts")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("attempt")}</Table.Th>
            <Table.Th>{t("started")}</Table.Th>
            <Table.Th>{t("armed")}</Table.Th>
            <Table.Th>{t("outcome")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map((attempt) => {
            const target = targets.find((each) => each.id === attempt.targetId);
            return (
              <Table.Tr key={attempt.id}>
                <Table.Td>
                  {target ? <PlatformMark platform={target.platform} size={13} /> : null} #{attempt.number}
                </Table.Td>
                <Table.Td title={times.exact(attempt.startedAt)}>{times.time(attempt.startedAt)}</Table.Td>
                <Table.Td>{attempt.armedAt ? times.time(attempt.armedAt) : "–"}</Table.Td>
                <Table.Td>
                  {attempt.outcome ? t(`attemptOutcome.${attempt.outcome}`) : t("attemptOutcome.running")}
                  {attempt.providerCode ? ` · ${attempt.providerCode}` : ""}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
