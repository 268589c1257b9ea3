import { Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconStack2 } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { Time } from "#app/ui/time.tsx";
import type { JobFilter, jobListOutput, jobRow } from "#server/features/operations/schema.ts";
import { PAGE_SIZE } from "./filters.ts";
import classes from "./operations.module.css";
import { Mono, StateBadge } from "./parts.tsx";
import { RowList } from "./row-list.tsx";

type Page = z.infer<typeof jobListOutput>;

/** Jobs that match, newest first. `initial` is the first page, which the loader brought along. */
export function JobList({ filter, initial }: { filter: JobFilter; initial?: Page | undefined }) {
  const { t } = useTranslation("operations");
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.operations.jobs.list.infiniteQueryOptions(
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
      label={t("tab.jobs")}
      row={(job) => <JobRow job={job} />}
      empty={{ icon: IconStack2, title: t("jobs.empty"), text: t("jobs.emptyText") }}
    />
  );
}

function JobRow({ job }: { job: z.infer<typeof jobRow> }) {
  const { t } = useTranslation("operations");
  return (
    <div className={classes.row}>
      <div className={classes.words}>
        <Link to={paths.operationsJob(job.id)} className={classes.link} translate="no">
          {job.name}
        </Link>
        <Text component="div" size="xs" c="dimmed" className={classes.small ?? ""}>
          {job.key ? <Mono>{job.key}</Mono> : null}
          {job.workspaceName ? <span>{job.workspaceName}</span> : null}
          <span>{t("triesOf", { count: job.attempts, most: job.maxAttempts })}</span>
        </Text>
        {job.lastError ? (
          <Text size="xs" lineClamp={2} className={classes.error ?? ""} translate="no">
            {job.lastError}
          </Text>
        ) : null}
      </div>
      <div className={classes.aside}>
        <StateBadge state={job.status} />
        <Text component="span" size="xs" c="dimmed">
          <Time at={job.status === "pending" ? job.runAt : job.createdAt} />
        </Text>
      </div>
    </div>
  );
}
