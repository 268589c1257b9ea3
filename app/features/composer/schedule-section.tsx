import { Anchor, Button, Group, Text } from "@mantine/core";
import { DatePickerInput, TimePicker } from "@mantine/dates";
import { useMediaQuery } from "@mantine/hooks";
import { Link } from "@remix-run/react";
import { IconCalendar, IconCalendarPlus, IconClock, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatZone } from "#app/lib/format-time.ts";
import { paths } from "#app/lib/paths.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { todayIn } from "#app/lib/zoned-time.ts";
import { toInstant, toWallClock } from "./draft.ts";
import { IssueLine, IssueList } from "./issue-list.tsx";
import { issuesAt, placeKey } from "./issues.ts";
import { LatePolicy } from "./late-policy.tsx";
import { quickTimes, withDay, withTime } from "./quick-times.ts";
import { QuotaNotes, QuotaOffer } from "./quota-notes.tsx";
import { movedRule } from "./repeat.ts";
import { RepeatSection } from "./repeat-section.tsx";
import classes from "./schedule.module.css";
import { Section } from "./section.tsx";
import { TimeNotes } from "./time-notes.tsx";
import type { ComposerState } from "./use-composer.ts";
import type { NextSlot } from "./use-next-slot.ts";
import { useZonedTime } from "./use-zoned-time.ts";
import { ZoneField } from "./zone-field.tsx";

const PLACE = { field: "scheduledAt", connectionId: null } as const;

export interface ScheduleSectionProps {
  composer: ComposerState;
  /** The person wanted to schedule without a time. */
  timeMissing: boolean;
  nextSlot: NextSlot;
}

/** Day and time on the clocks of the post's zone, with the zone named. */
export function ScheduleSection({ composer, timeMissing, nextSlot }: ScheduleSectionProps) {
  const { t, i18n } = useTranslation("composer");
  const { now } = useTimes();
  const { draft, autosave, attempted } = composer;
  const { at, timeZone } = draft;
  const instant = at ? toInstant(at, timeZone) : null;
  // The first day of a series may be over: it comes again.
  const past = instant !== null && draft.repeat === null && instant.getTime() <= now.getTime();
  return (
    <Section
      title={t("when")}
      place={placeKey(PLACE)}
      note={
        <Text size="xs" c="dimmed" suppressHydrationWarning>
          {t("zone", { zone: formatZone(timeZone, i18n.language, instant ?? now) })}
        </Text>
      }
    >
      <DayAndTime composer={composer} />
      {composer.locked ? null : <QuickTimes composer={composer} nextSlot={nextSlot} />}
      <div className={classes.notes}>
        {timeMissing ? <IssueLine look="error">{t("chooseTime")}</IssueLine> : null}
        {past && !composer.locked ? <IssueLine look="warning">{t("pastMeansNow")}</IssueLine> : null}
        <TimeNotes composer={composer} />
      </div>
      <QuotaNotes composer={composer} />
      <IssueList
        issues={issuesAt(autosave.issues, draft, PLACE).filter(({ code }) => code !== "scheduledAt.past")}
        attempted={attempted}
      />
      <QuotaOffer composer={composer} />
      <RepeatSection composer={composer} />
      <LatePolicy composer={composer} />
    </Section>
  );
}

/** Another day moves what the repetition derives from it. */
const setAt = ({ change }: ComposerState, at: string | null) =>
  change((draft) => ({
    ...draft,
    at,
    repeat:
      draft.repeat && at
        ? movedRule(draft.repeat, draft.at?.slice(0, 10) ?? null, at.slice(0, 10))
        : draft.repeat,
  }));

function DayAndTime({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const { draft, locked, planned } = composer;
  return (
    <div className={classes.when}>
      <DayField composer={composer} />
      <TimeField composer={composer} />
      <ZoneField composer={composer} />
      {draft.at && !locked && !planned ? (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => setAt(composer, null)}
        >
          {t("noTime")}
        </Button>
      ) : null}
    </div>
  );
}

const PICKER_LABELS = {
  nextMonth: "nextMonth",
  previousMonth: "previousMonth",
  nextYear: "nextYear",
  previousYear: "previousYear",
  nextDecade: "nextDecade",
  previousDecade: "previousDecade",
  monthLevelControl: "chooseMonth",
  yearLevelControl: "chooseYear",
} as const;

function DayField({ composer }: { composer: ComposerState }) {
  const { t, i18n } = useTranslation("composer");
  const { now } = useTimes();
  const phone = useMediaQuery("(max-width: 48em)");
  const { at, timeZone } = composer.draft;
  const labels = Object.entries(PICKER_LABELS).map(([name, key]) => [name, t(`picker.${key}`)]);
  return (
    <DatePickerInput
      className={classes.day ?? ""}
      label={t("day")}
      placeholder={t("chooseDay")}
      leftSection={<IconCalendar size={16} aria-hidden />}
      value={at?.slice(0, 10) ?? null}
      minDate={todayIn(timeZone, now)}
      onChange={(day) => day && setAt(composer, withDay(at, day, now, timeZone))}
      valueFormat={i18n.language === "en" ? "ddd, MMM D, YYYY" : "ddd D MMM YYYY"}
      dropdownType={phone ? "modal" : "popover"}
      modalProps={{ title: t("day"), closeButtonProps: { "aria-label": t("close") } }}
      ariaLabels={Object.fromEntries(labels)}
      disabled={composer.locked}
    />
  );
}

function TimeField({ composer }: { composer: ComposerState }) {
  const { t, i18n } = useTranslation("composer");
  const { now } = useTimes();
  const { at, timeZone } = composer.draft;
  return (
    <TimePicker
      className={classes.time ?? ""}
      label={t("time")}
      leftSection={<IconClock size={16} aria-hidden />}
      value={at?.slice(11) ?? ""}
      onChange={(time) => time && setAt(composer, withTime(at, time.slice(0, 5), now, timeZone))}
      format={i18n.language === "en" ? "12h" : "24h"}
      withDropdown
      minutesStep={5}
      hoursInputLabel={t("picker.hours")}
      minutesInputLabel={t("picker.minutes")}
      amPmInputLabel={t("picker.amPm")}
      disabled={composer.locked}
    />
  );
}

function QuickTimes({
  composer,
  nextSlot: { slot, why },
}: Pick<ScheduleSectionProps, "composer" | "nextSlot">) {
  const { t } = useTranslation("composer");
  const { now } = useTimes();
  const { at, timeZone } = composer.draft;
  const words = useZonedTime(timeZone);
  return (
    <Group gap="sm" mt="sm">
      {quickTimes(now, timeZone).map((quick) => (
        <Button
          key={quick.id}
          variant="default"
          size="compact-sm"
          title={words(toInstant(quick.at, timeZone))}
          aria-pressed={at === quick.at}
          onClick={() => setAt(composer, quick.at)}
        >
          {t(`quick.${quick.id}`)}
        </Button>
      ))}
      {slot ? (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconCalendarPlus size={14} aria-hidden />}
          aria-pressed={at === toWallClock(slot.at, timeZone)}
          onClick={() => setAt(composer, toWallClock(slot.at, timeZone))}
        >
          {t("slot.next", { time: words(slot.at) })}
        </Button>
      ) : null}
      {why ? (
        <Anchor component={Link} to={paths.slots} size="xs">
          {t(`slot.${why}`)}
        </Anchor>
      ) : null}
    </Group>
  );
}
