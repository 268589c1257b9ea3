import { IconPlayerPause, IconPlayerStop, IconRepeat } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import type { SeriesOutput } from "#server/features/series/schema.ts";

const LOOKS = {
  active: { tone: "success", icon: IconRepeat },
  paused: { tone: "warning", icon: IconPlayerPause },
  ended: { tone: "neutral", icon: IconPlayerStop },
} as const;

/** State of a series; hovering says what it means. */
export function SeriesStatusBadge({ status }: { status: SeriesOutput["status"] }) {
  const { t } = useTranslation("series");
  return <ToneBadge {...LOOKS[status]} label={t(`status.${status}`)} hint={t(`statusHint.${status}`)} />;
}
