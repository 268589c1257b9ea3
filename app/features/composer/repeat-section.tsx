import { Chip, Group, NativeSelect, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import { firstDayOfWeek } from "#app/features/calendar/period.ts";
import { dayInWords, monthlyWords, weekdayName } from "#app/features/series/rule-words.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { todayIn } from "#app/lib/zoned-time.ts";
import type { SeriesRule } from "#server/features/series/schema.ts";
import type { Draft } from "./draft.ts";
import { IssueLine } from "./issue-list.tsx";
import { type Frequency, isRareDay, monthlyChoices, ruleOf } from "./repeat.ts";
import { RepeatPreview } from "./repeat-preview.tsx";
import classes from "./schedule.module.css";
import type { ComposerState } from "./use-composer.ts";

/** Whether the post comes again, and on which days. */
export function RepeatSection({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("series");
  const { now } = useTimes();
  const { draft, change, locked, planned, series } = composer;
  // A post in line goes out once; it can be copied into a series.
  if (locked || (planned && !series)) return null;
  const firstDay = dayOf(draft, now);
  return (
    <div className={classes.repeat}>
      {series ? null : (
        <Switch
          label={t("repeat")}
          description={t("repeatHint")}
          checked={draft.repeat !== null}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            change((draft) => ({ ...draft, repeat: on ? ruleOf("weekly", firstDay) : null }));
          }}
        />
      )}
      {draft.repeat ? <Rule composer={composer} rule={draft.repeat} firstDay={firstDay} /> : null}
    </div>
  );
}

const dayOf = (draft: Draft, now: Date): string => draft.at?.slice(0, 10) ?? todayIn(draft.timeZone, now);

interface RuleProps {
  composer: ComposerState;
  rule: SeriesRule;
  /** The day the rule counts from. */
  firstDay: string;
}

type RuleFieldProps = RuleProps & { set: (rule: SeriesRule) => void };

function Rule(props: RuleProps) {
  const { composer, rule } = props;
  const { t } = useTranslation("series");
  const set = (repeat: SeriesRule) => composer.change((draft) => ({ ...draft, repeat }));
  return (
    <Stack gap="md" mt="md">
      <Every {...props} set={set} />
      {rule.frequency === "weekly" ? <Weekdays {...props} rule={rule} set={set} /> : null}
      {rule.frequency === "monthly" ? <DayOfMonth {...props} rule={rule} set={set} /> : null}
      <Ends {...props} set={set} />
      {composer.draft.at ? (
        <RepeatPreview composer={composer} />
      ) : (
        <IssueLine look="todo">{t("needsTime")}</IssueLine>
      )}
    </Stack>
  );
}

const FREQUENCIES = ["daily", "weekly", "monthly"] as const;

function Every({ rule, firstDay, set }: RuleFieldProps) {
  const { t } = useTranslation("series");
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t("frequency.label")}
        value={rule.frequency}
        data={FREQUENCIES.map((value) => ({ value, label: t(`frequency.${value}`) }))}
        onChange={(event) => set(ruleOf(event.currentTarget.value as Frequency, firstDay, rule))}
      />
      <NumberInput
        w={150}
        label={t(`interval.${rule.frequency}`)}
        value={rule.interval}
        min={1}
        max={99}
        allowDecimal={false}
        clampBehavior="strict"
        onChange={(value) => typeof value === "number" && value >= 1 && set({ ...rule, interval: value })}
      />
    </Group>
  );
}

type Of<F extends Frequency> = Omit<RuleFieldProps, "rule"> & { rule: Extract<SeriesRule, { frequency: F }> };

function Weekdays({ rule, set }: Of<"weekly">) {
  const { t, i18n } = useTranslation("series");
  const locale = i18n.language;
  const first = firstDayOfWeek(locale);
  const days = [0, 1, 2, 3, 4, 5, 6].map((step) => ((first + 6 + step) % 7) + 1);
  return (
    <Chip.Group
      multiple
      value={rule.weekdays.map(String)}
      onChange={(values) => values.length > 0 && set({ ...rule, weekdays: values.map(Number).sort() })}
    >
      <Group gap={6} role="group" aria-label={t("weekdays")}>
        {days.map((day) => (
          <Chip key={day} value={String(day)} size="sm" aria-label={weekdayName(day, locale)}>
            {weekdayName(day, locale, "short")}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

function DayOfMonth({ rule, firstDay, set }: Of<"monthly">) {
  const { t, i18n } = useTranslation("series");
  const offered = monthlyChoices(firstDay);
  const known = offered.some((on) => JSON.stringify(on) === JSON.stringify(rule.on));
  const choices = known ? offered : [rule.on, ...offered];
  return (
    <div>
      <NativeSelect
        label={t("dayOfMonth")}
        value={JSON.stringify(rule.on)}
        data={choices.map((on) => ({ value: JSON.stringify(on), label: monthlyWords(on, t, i18n.language) }))}
        onChange={(event) => {
          const on = choices.find((each) => JSON.stringify(each) === event.currentTarget.value);
          if (on) set({ ...rule, on });
        }}
      />
      {isRareDay(rule.on) ? (
        <Text size="xs" c="dimmed" mt={6}>
          {t("rareDay")}
        </Text>
      ) : null}
    </div>
  );
}

const ENDS = ["never", "until", "count"] as const;

function endsOf(type: (typeof ENDS)[number], firstDay: string): SeriesRule["ends"] {
  if (type === "until") return { type, date: firstDay };
  return type === "count" ? { type, count: 10 } : { type };
}

function Ends({ rule, firstDay, set }: RuleFieldProps) {
  const { t, i18n } = useTranslation(["series", "composer"]);
  const { ends } = rule;
  return (
    <Group gap="sm" align="flex-end">
      <NativeSelect
        label={t("ends.label")}
        value={ends.type}
        data={ENDS.map((value) => ({ value, label: t(`ends.${value}`) }))}
        onChange={(event) =>
          set({ ...rule, ends: endsOf(event.currentTarget.value as (typeof ENDS)[number], firstDay) })
        }
      />
      {ends.type === "until" ? (
        <DatePickerInput
          label={t("ends.date")}
          value={ends.date}
          minDate={firstDay}
          valueFormatter={() => dayInWords(ends.date, i18n.language)}
          onChange={(date) => date && set({ ...rule, ends: { type: "until", date } })}
        />
      ) : null}
      {ends.type === "count" ? (
        <NumberInput
          w={110}
          label={t("ends.times")}
          value={ends.count}
          min={1}
          max={1000}
          allowDecimal={false}
          clampBehavior="strict"
          onChange={(count) =>
            typeof count === "number" && count >= 1 && set({ ...rule, ends: { type: "count", count } })
          }
        />
      ) : null}
    </Group>
  );
}
