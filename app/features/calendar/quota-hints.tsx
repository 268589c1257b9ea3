import { UnstyledButton } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { PlatformMark, platformLabel } from "#app/ui/platform-mark.tsx";
import classes from "./calendar.module.css";
import type { Period } from "./period.ts";

export interface QuotaHintsProps {
  period: Period;
  onDay: (date: string) => void;
}

/** Days of the period on which an account is close to what its network allows; silent when there are none. */
export function QuotaHints({ period: { from, to }, onDay }: QuotaHintsProps) {
  const { t, i18n } = useTranslation("calendar");
  const trpc = useTRPC();
  const { data } = useQuery({ ...trpc.quota.days.queryOptions({ from, to }), staleTime: 60_000 });
  if (!data || data.days.length === 0) return null;
  const day = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "short", timeZone: "UTC" });
  return (
    <ul className={classes.quotaHints} aria-label={t("quota.title")}>
      {data.days.map(({ date, connectionId, platform, handle, left, limit }) => (
        <li key={`${date} ${connectionId}`}>
          <UnstyledButton
            className={classes.quotaHint}
            data-full={left === 0 || undefined}
            title={t("quota.hint", { network: platformLabel(platform), handle, left, limit })}
            onClick={() => onDay(date)}
          >
            <IconGauge size={13} aria-hidden />
            {day.format(new Date(`${date}T12:00:00Z`))}
            <PlatformMark platform={platform} size={12} />
            {t("quota.left", { left, limit })}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
