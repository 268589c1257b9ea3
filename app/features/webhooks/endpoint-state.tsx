import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlugOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { useTimes } from "#app/lib/use-time.ts";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import type { endpointOutput } from "#server/features/outgoing/schema.ts";

export type Endpoint = z.infer<typeof endpointOutput>;

const LOOKS = {
  active: { tone: "success", icon: IconCircleCheck },
  failing: { tone: "warning", icon: IconAlertTriangle },
  disabled: { tone: "danger", icon: IconPlugOff },
} as const;

const stateOf = ({ status, failingSince }: Endpoint): keyof typeof LOOKS =>
  status === "disabled" ? "disabled" : failingSince ? "failing" : "active";

export function EndpointBadge({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const state = stateOf(endpoint);
  return <ToneBadge {...LOOKS[state]} label={t(`state.${state}`)} />;
}

/** Why it is not simply active, and what to do about it; nothing when it is. */
export function EndpointWhy({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const times = useTimes();
  const { status, disabledReason, failingSince } = endpoint;
  if (status === "disabled") return <Text size="sm">{t(`why.${disabledReason ?? "person"}`)}</Text>;
  if (!failingSince) return null;
  return (
    <Text size="sm" suppressHydrationWarning>
      {t("why.since", { time: times.dateTime(failingSince) })}
    </Text>
  );
}
