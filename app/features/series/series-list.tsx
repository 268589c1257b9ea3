import { Anchor, Button, Text } from "@mantine/core";
import { Link } from "@remix-run/react";
import { IconRepeat } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "#app/lib/format-time.ts";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import { EmptyState, HairlineList } from "#app/ui/states.tsx";
import type { SeriesOutput } from "#server/features/series/schema.ts";
import { useRuleWords } from "./rule-words.ts";
import classes from "./series.module.css";
import { SeriesStatusBadge } from "./series-status.tsx";

/** All series of the workspace, the newest first. */
export function SeriesList({ series }: { series: readonly SeriesOutput[] }) {
  const { t } = useTranslation("series");
  const mayWrite = useMay("editor");
  if (series.length === 0)
    return (
      <EmptyState
        icon={IconRepeat}
        title={t("empty")}
        action={
          mayWrite ? (
            <Button component={Link} to={paths.compose()}>
              {t("write")}
            </Button>
          ) : null
        }
      >
        {t("emptyText")}
      </EmptyState>
    );
  return (
    <HairlineList label={t("title")}>
      {series.map((one) => (
        <SeriesRow key={one.id} series={one} />
      ))}
    </HairlineList>
  );
}

function SeriesRow({ series }: { series: SeriesOutput }) {
  const { t, i18n } = useTranslation("series");
  const { now } = useTimes();
  const words = useRuleWords();
  const context = { locale: i18n.language, timeZone: series.timeZone };
  const networks = [...new Set(series.targets.map(({ platform }) => platform))];
  return (
    <li className={classes.row}>
      <div className={classes.rowWords}>
        <Anchor component={Link} to={paths.oneSeries(series.id)} fw={550} lineClamp={1}>
          {series.text.trim().split("\n")[0] || t("untitled")}
        </Anchor>
        <Text size="sm" c="dimmed" suppressHydrationWarning>
          {words(series.rule)}
          {" · "}
          {series.nextAt ? t("nextAt", { time: formatDateTime(series.nextAt, context, now) }) : t("noNext")}
        </Text>
      </div>
      <span>
        {networks.map((platform) => (
          <PlatformMark key={platform} platform={platform} size={15} />
        ))}
      </span>
      <SeriesStatusBadge status={series.status} />
    </li>
  );
}
