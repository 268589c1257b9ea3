import { Button, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconPlayerPause, IconPlayerPlay, IconPlayerTrackNext } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { HairlineList } from "#app/ui/states.tsx";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import { Time } from "#app/ui/time.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { ScheduleOutput } from "#server/features/operations/schema.ts";
import classes from "./operations.module.css";
import { Mono, StateBadge } from "./parts.tsx";
import { useRefreshed } from "./use-operations.ts";

/** Everything that runs by the calendar: when next, how it went last, and its switches. */
export function ScheduleList({ schedules }: { schedules: readonly ScheduleOutput[] }) {
  const { t } = useTranslation("operations");
  return (
    <HairlineList label={t("tab.schedules")}>
      {schedules.map((schedule) => (
        <li key={schedule.name} className={classes.row}>
          <div className={classes.words}>
            <Text component="h2" size="md" fw={550} translate="no">
              {schedule.name}
            </Text>
            <Text component="div" size="xs" c="dimmed" className={classes.small ?? ""}>
              <span>
                <Mono>{schedule.cron}</Mono> UTC
              </span>
              <Next schedule={schedule} />
            </Text>
            <Last schedule={schedule} />
          </div>
          <Switches schedule={schedule} />
        </li>
      ))}
    </HairlineList>
  );
}

function Next({ schedule: { pausedAt, nextRunAt } }: { schedule: ScheduleOutput }) {
  const { t } = useTranslation("operations");
  if (pausedAt) return <ToneBadge tone="warning" icon={IconPlayerPause} label={t("schedule.paused")} />;
  return (
    <span>
      {t("schedule.next")} <Time at={nextRunAt} />
    </span>
  );
}

function Last({ schedule: { last } }: { schedule: ScheduleOutput }) {
  const { t } = useTranslation("operations");
  const times = useTimes();
  if (!last)
    return (
      <Text size="xs" c="dimmed">
        {t("schedule.never")}
      </Text>
    );
  return (
    <Text component="div" size="xs" className={classes.small ?? ""}>
      <Link to={paths.operationsJob(last.jobId)}>
        {t("schedule.last")} <Time at={last.at} />
      </Link>
      <StateBadge state={last.status} />
      {last.durationMs === null ? null : <span>{times.duration(last.durationMs)}</span>}
      {last.lastError ? <span className={classes.error}>{last.lastError}</span> : null}
    </Text>
  );
}

function Switches({ schedule: { name, pausedAt } }: { schedule: ScheduleOutput }) {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const toasts = useToasts();
  const refreshed = useRefreshed();
  const after = { onError: (error: unknown) => toasts.failed(error), onSettled: refreshed };
  const { pause: pausing, resume: resuming, runNow } = trpc.operations.schedules;
  const pause = useMutation(pausing.mutationOptions(after));
  const resume = useMutation(resuming.mutationOptions(after));
  const run = useMutation(
    runNow.mutationOptions({ ...after, onSuccess: () => toasts.done(t("schedule.started", { name })) }),
  );
  const [word, Icon, toggle] = pausedAt
    ? (["resume", IconPlayerPlay, resume] as const)
    : (["pause", IconPlayerPause, pause] as const);
  return (
    <div className={classes.tools}>
      <Button
        variant="default"
        size="sm"
        leftSection={<Icon size={16} aria-hidden />}
        aria-label={t(`schedule.${word}Named`, { name })}
        translate="no"
        loading={toggle.isPending}
        onClick={() => toggle.mutate({ name })}
      >
        {t(`schedule.${word}`)}
      </Button>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
        aria-label={t("schedule.runNamed", { name })}
        translate="no"
        loading={run.isPending}
        onClick={() => run.mutate({ name })}
      >
        {t("schedule.run")}
      </Button>
    </div>
  );
}
