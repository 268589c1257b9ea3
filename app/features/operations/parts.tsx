import { Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import { Time } from "#app/ui/time.tsx";
import type { RunOutput } from "#server/features/operations/schema.ts";
import { type JobStatus, statusLooks, type WebhookStatus } from "./looks.ts";
import classes from "./operations.module.css";
import { reasonInWords } from "./reasons.ts";

export function StateBadge({ state }: { state: WebhookStatus | JobStatus }) {
  const { t } = useTranslation("operations");
  const { tone, icon } = statusLooks[state];
  return <ToneBadge tone={tone} icon={icon} label={t(`state.${state}`)} />;
}

/** What is known of one row, name by name. What there is none of is left out. */
export function Facts({ facts }: { facts: [label: string, value: ReactNode][] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A text as it came, broken where it does not fit. */
export function Raw({ title, children }: { title: string; children: string }) {
  return (
    <section>
      <h3 className={classes.subtitle}>{title}</h3>
      <pre className={classes.raw} translate="no">
        {children}
      </pre>
    </section>
  );
}

export const Mono = ({ children }: { children: ReactNode }) => (
  <span className={classes.mono} translate="no">
    {children}
  </span>
);

/** What was tried and how it ended, latest first. */
export function Runs({ runs }: { runs: readonly RunOutput[] }) {
  const { t } = useTranslation("operations");
  return (
    <section>
      <h3 className={classes.subtitle}>{t("runs")}</h3>
      {runs.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("noRuns")}
        </Text>
      ) : (
        <ol className={classes.runs}>
          {runs.map((run, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a history that only grows, shown whole
            <li key={index}>
              <Run run={run} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Run({ run: { startedAt, outcome, note, jobId } }: { run: RunOutput }) {
  const { t } = useTranslation("operations");
  const word = t(`outcome.${outcome ?? "running"}`, { defaultValue: outcome ?? "" });
  return (
    <>
      {startedAt ? <Time at={startedAt} /> : null}
      <span>{jobId ? <Link to={paths.operationsJob(jobId)}>{word}</Link> : word}</span>
      {note ? <span className={classes.note}>{reasonInWords(t, note)}</span> : null}
    </>
  );
}
