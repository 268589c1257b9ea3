import { useTranslation } from "react-i18next";
import { formatTime, formatZone } from "#app/lib/format-time.ts";
import { useTimes } from "#app/lib/use-time.ts";

export interface ZoneNoteProps {
  at: Date;
  /** The zone the time was meant in. */
  timeZone: string;
}

/** What the clocks of a post's own zone show, where that is not the workspace's: `2:05 AM America/New York (GMT-4)`. */
export function ZoneNote({ at, timeZone }: ZoneNoteProps) {
  const { i18n } = useTranslation();
  const times = useTimes();
  if (timeZone === times.timeZone) return null;
  const locale = i18n.language;
  return (
    <span suppressHydrationWarning>
      {formatTime(at, { locale, timeZone })} {formatZone(timeZone, locale, at)}
    </span>
  );
}
