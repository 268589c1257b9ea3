import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import type { attemptOutput, timelineOutput } from "#server/features/publishing/schema.ts";

export type TimelineOutput = z.infer<typeof timelineOutput>;
type Attempt = z.infer<typeof attemptOutput>;

export interface AttemptsProps {
  attempts: Attempt[];
  targets: TargetOutput[];
}

/** The attempt ledger: every try, when its one irreversible call was armed, how it ended. */
export function Attempts({ attempts, targets }: AttemptsProps) {
  const { t } = useTranslation("post");
  return (
    <Table.ScrollContainer minWidth={420} scrollAreaProps={{ tabIndex: 0 }}>
      <Table verticalSpacing={6} aria-label={t("attempts")} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("attempt")}</Table.Th>
            <Table.Th>{t("started")}</Table.Th>
            <Table.Th>{t("armed")}</Table.Th>
            <Table.Th>{t("ended")}</Table.Th>
            <Table.Th>{t("outcome")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {attempts.map((attempt) => (
            <AttemptRow
              key={attempt.id}
              attempt={attempt}
              target={targets.find((each) => each.id === attempt.targetId)}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function AttemptRow({ attempt, target }: { attempt: Attempt; target: TargetOutput | undefined }) {
  const { t } = useTranslation("post");
  const { number, startedAt, armedAt, sentAt, finishedAt, outcome, providerCode } = attempt;
  return (
    <Table.Tr>
      <Table.Td>
        {target ? <PlatformMark platform={target.platform} size={13} /> : null} #{number}
      </Table.Td>
      <Instant at={startedAt} />
      <Instants times={armedAt ? [...sentAt, armedAt] : sentAt} />
      <Instant at={finishedAt} />
      <Table.Td>
        {t(`attemptOutcome.${outcome ?? "running"}`)}
        {providerCode ? ` · ${providerCode}` : ""}
      </Table.Td>
    </Table.Tr>
  );
}

/** Of several, one below the other: a thread's parts, each sent for good by itself. */
function Instants({ times: sent }: { times: Date[] }) {
  const times = useTimes();
  if (sent.length < 2) return <Instant at={sent[0] ?? null} />;
  return (
    <Table.Td>
      {sent.map((at) => (
        <div key={at.getTime()} title={times.exact(at)}>
          {times.clock(at)}
        </div>
      ))}
    </Table.Td>
  );
}

function Instant({ at }: { at: Date | null }) {
  const times = useTimes();
  return <Table.Td title={at ? times.exact(at) : undefined}>{at ? times.clock(at) : "–"}</Table.Td>;
}
