import { Alert, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { formatTime, formatZone } from "#app/lib/format-time.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { BackLink, Page, PageHead } from "#app/ui/page-head.tsx";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import type { SeriesOutput, seriesDetailOutput } from "#server/features/series/schema.ts";
import { OccurrenceList } from "./occurrence-list.tsx";
import { useRuleWords } from "./rule-words.ts";
import classes from "./series.module.css";
import { SeriesDeeds } from "./series-deeds.tsx";
import { SeriesStatusBadge } from "./series-status.tsx";

export type SeriesDetail = z.infer<typeof seriesDetailOutput>;

/** One series: its rule, what goes out, and what becomes of its next days. */
export function SeriesPage({ loaded }: { loaded: SeriesDetail }) {
  const { t } = useTranslation("series");
  const trpc = useTRPC();
  const mayEdit = useMay("editor");
  const { data } = useQuery({
    ...trpc.series.get.queryOptions({ seriesId: loaded.series.id }),
    initialData: loaded,
  });
  const { series, days } = data;
  return (
    <Page width="reading">
      <PageHead
        title={series.text.trim().split("\n")[0]?.slice(0, 70) || t("untitled")}
        before={<BackLink to={paths.series}>{t("back")}</BackLink>}
        beside={<SeriesStatusBadge status={series.status} />}
        lead={<RuleLine series={series} />}
        action={mayEdit && series.status !== "ended" ? <SeriesDeeds series={series} /> : null}
      />
      {series.status === "paused" ? <Alert color="yellow">{t("pauseNote")}</Alert> : null}
      <section aria-labelledby="series-accounts">
        <Text component="h2" id="series-accounts" fw={600} mb="xs">
          {t("accounts")}
        </Text>
        <ul className={classes.accounts}>
          {series.targets.map(({ connectionId, platform, handle }) => (
            <li key={connectionId}>
              <PlatformMark platform={platform} size={15} /> @{handle}
            </li>
          ))}
        </ul>
      </section>
      {days.length > 0 ? (
        <section aria-labelledby="series-next">
          <Text component="h2" id="series-next" fw={600} mb="xs">
            {t("next")}
          </Text>
          <OccurrenceList occurrences={days} time={series.time} timeZone={series.timeZone} />
        </section>
      ) : null}
      {series.text.trim() ? <Text className={classes.text}>{series.text}</Text> : null}
    </Page>
  );
}

/** `Every week on Monday, at 10:00 · On the clocks of Europe/Paris …` */
function RuleLine({ series }: { series: SeriesOutput }) {
  const { t, i18n } = useTranslation("series");
  const { now } = useTimes();
  const words = useRuleWords();
  const locale = i18n.language;
  const time = formatTime(new Date(`2026-01-01T${series.time}:00Z`), { locale, timeZone: "UTC" });
  return (
    <span suppressHydrationWarning>
      {t("atTime", { rule: words(series.rule), time })}
      {". "}
      {t("inZone", { zone: formatZone(series.timeZone, locale, now) })}
    </span>
  );
}
