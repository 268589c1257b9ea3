import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { formatDateTime } from "#app/lib/format-time.ts";
import { useTimes } from "#app/lib/use-time.ts";

/** Instants in words on the clocks of the post's own zone, which may be another than the workspace's. */
export function useZonedTime(timeZone: string): (at: Date) => string {
  const { i18n } = useTranslation();
  const { now } = useTimes();
  return useCallback(
    (at: Date) => formatDateTime(at, { locale: i18n.language, timeZone }, now),
    [i18n.language, timeZone, now],
  );
}
