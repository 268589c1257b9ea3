import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatTime, formatZone } from "#app/lib/format-time.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { clockMark } from "#app/lib/zoned-time.ts";
import { toInstant } from "./draft.ts";
import { IssueLine } from "./issue-list.tsx";
import type { ComposerState } from "./use-composer.ts";

const timeOf = (at: string) => ({ date: at.slice(0, 10), time: at.slice(11, 16) });
/** A written time as people read it, without asking any zone. */
const inWords = (at: string, locale: string) =>
  formatTime(new Date(`${at.slice(0, 16)}:00Z`), { locale, timeZone: "UTC" });

/** What is worth knowing about the chosen time: what the clocks make of it, and what it is for the workspace. */
export function TimeNotes({ composer }: { composer: ComposerState }) {
  const { t, i18n } = useTranslation("composer");
  const times = useTimes();
  const { at, timeZone, repeat } = composer.draft;
  if (!at) return null;
  const locale = i18n.language;
  const instant = toInstant(at, timeZone);
  const mark = clockMark(timeOf(at), timeZone);
  const wanted = inWords(at, locale);
  const time = formatTime(instant, { locale, timeZone });
  const zone = formatZone(timeZone, locale, instant);
  return (
    <>
      {mark ? <IssueLine look="warning">{t(`clock.${mark}`, { wanted, time, zone })}</IssueLine> : null}
      {timeZone === times.timeZone || repeat ? null : (
        <Text size="xs" c="dimmed" suppressHydrationWarning>
          {t("forWorkspace", { time: times.dateTime(instant), zone: times.zone(instant) })}
        </Text>
      )}
    </>
  );
}
