import { Alert, Button, Title } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconBan, IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { BackLink } from "#app/ui/page-head.tsx";
import { Time } from "#app/ui/time.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { JobDetail as Detail } from "#server/features/operations/schema.ts";
import classes from "./operations.module.css";
import { Facts, Mono, Raw, Runs, StateBadge } from "./parts.tsx";
import { useRefreshed } from "./use-operations.ts";

/** One job: what it is for, how far it came, and what can be done about it. */
export function JobDetail({ job }: { job: Detail }) {
  const { t } = useTranslation("operations");
  return (
    <article className={classes.stack}>
      <div className={classes.head}>
        <div>
          <BackLink to={paths.operationsJobs()}>{t("tab.jobs")}</BackLink>
          <Title order={2} translate="no">
            {job.name}
          </Title>
          <StateBadge state={job.status} />
        </div>
        <Deeds job={job} />
      </div>
      {job.lastError ? (
        <Alert color="red" variant="light" title={job.lastErrorCode}>
          {job.lastError}
        </Alert>
      ) : null}
      <JobFacts job={job} />
      <Runs runs={job.runs} />
      <Raw title={t("payload")}>{job.payload}</Raw>
    </article>
  );
}

function JobFacts({ job }: { job: Detail }) {
  const { t } = useTranslation("operations");
  const time = (at: Date | null) => (at ? <Time at={at} /> : null);
  return (
    <Facts
      facts={[
        [t("fact.created"), time(job.createdAt)],
        [t("fact.runAt"), time(job.runAt)],
        [t("fact.started"), time(job.startedAt)],
        [t("fact.finished"), time(job.finishedAt)],
        [t("fact.attempts"), t("triesOf", { count: job.attempts, most: job.maxAttempts })],
        [t("fact.fence"), String(job.fence)],
        [t("fact.lease"), time(job.leaseUntil)],
        [t("fact.armed"), time(job.armedUntil)],
        [
          t("fact.workspace"),
          job.workspaceId ? (
            <Link key="workspace" to={paths.operationsJobs({ workspace: job.workspaceId })}>
              {job.workspaceName ?? job.workspaceId}
            </Link>
          ) : null,
        ],
        [
          t("fact.event"),
          job.eventId ? (
            <Link key="event" to={paths.operationsWebhook(job.eventId)}>
              {t("toEvent")}
            </Link>
          ) : null,
        ],
        [t("fact.key"), job.key ? <Mono key="key">{job.key}</Mono> : null],
        [t("fact.id"), <Mono key="id">{job.id}</Mono>],
      ]}
    />
  );
}

function Deeds({ job }: { job: Detail }) {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const toasts = useToasts();
  const refreshed = useRefreshed();
  const [asking, setAsking] = useState(false);
  const after = { onError: (error: unknown) => toasts.failed(error), onSettled: refreshed };
  const replay = useMutation(
    trpc.operations.jobs.replay.mutationOptions({
      ...after,
      onSuccess: () => toasts.done(t("replayed", { count: 1 })),
    }),
  );
  const cancel = useMutation(
    trpc.operations.jobs.cancel.mutationOptions({ ...after, onSuccess: () => toasts.done(t("canceled")) }),
  );
  if (job.replayable)
    return (
      <Button
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={replay.isPending}
        onClick={() => replay.mutate({ jobId: job.id })}
      >
        {t("replay")}
      </Button>
    );
  if (!job.cancelable) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBan size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("cancelJob")}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("cancelJob")}
        confirmLabel={t("cancelJob")}
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate({ jobId: job.id }, { onSettled: () => setAsking(false) })}
      >
        {t("cancelJobText")}
      </ConfirmDialog>
    </>
  );
}
