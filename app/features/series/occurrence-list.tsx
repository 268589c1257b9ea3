import { Anchor } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { StatusBadge } from "#app/ui/status-badge.tsx";
import type { OccurrenceOutput, SeriesDay } from "#server/features/series/schema.ts";
import classes from "./series.module.css";

/** Days in the words of their own zone: an instant would be read on other clocks. */
const dayWords = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).format(new Date(`${date}T12:00:00Z`));

const timeWords = (time: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    hour: locale === "en" ? "numeric" : "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
  }).format(new Date(`2026-01-01T${time}:00Z`));

export interface OccurrenceListProps {
  occurrences: readonly (OccurrenceOutput | SeriesDay)[];
  /** The time that was asked for, and its zone. */
  time: string;
  timeZone: string;
}

/** When a series comes next: day, what the clocks show, how far they are from UTC, and what they made of the time. */
export function OccurrenceList({ occurrences, time, timeZone }: OccurrenceListProps) {
  const { t, i18n } = useTranslation("series");
  const locale = i18n.language;
  return (
    <ol className={classes.occurrences} aria-label={t("next")}>
      {occurrences.map((each) => (
        <li key={each.date} data-mark={each.mark ?? undefined}>
          <time dateTime={each.at.toISOString()} className={classes.when}>
            <span>{dayWords(each.shownOn, locale)}</span>
            <strong>{timeWords(each.time, locale)}</strong>
            <span className={classes.offset}>UTC{each.offset}</span>
          </time>
          {each.mark ? (
            <Mark>
              {t(`mark.${each.mark}`, {
                wanted: timeWords(time, locale),
                time: timeWords(each.time, locale),
                zone: timeZone.replaceAll("_", " "),
              })}
            </Mark>
          ) : null}
          {"post" in each ? <WhatBecameOfIt day={each} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Mark({ children }: { children: ReactNode }) {
  return (
    <span className={classes.mark}>
      <IconAlertTriangle size={14} aria-hidden />
      {children}
    </span>
  );
}

/** The post it has become; one that a person changed or deleted says so. */
function WhatBecameOfIt({ day: { post, skipped } }: { day: SeriesDay }) {
  const { t } = useTranslation("series");
  if (skipped) return <span className={classes.offset}>{t("skipped")}</span>;
  if (!post) return <span className={classes.offset}>{t("notYet")}</span>;
  return (
    <span className={classes.post}>
      <StatusBadge state={post.state} />
      {post.detached ? <span className={classes.offset}>{t("detached")}</span> : null}
      <Anchor component={Link} to={paths.post(post.id)} size="sm">
        {t("open")}
      </Anchor>
    </span>
  );
}
