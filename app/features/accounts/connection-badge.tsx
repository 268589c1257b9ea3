import { useTranslation } from "react-i18next";
import { ToneBadge } from "#app/ui/status-badge.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import { connectionLooks } from "./connection-looks.ts";

/** Status of a connection in a word; hovering says what it means. */
export function ConnectionBadge({ status }: { status: ConnectionOutput["status"] }) {
  const { t } = useTranslation("accounts");
  return (
    <ToneBadge {...connectionLooks[status]} label={t(`status.${status}`)} hint={t(`statusHint.${status}`)} />
  );
}
