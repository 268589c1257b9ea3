import { Text } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import { toInstant } from "./draft.ts";

export interface ScheduleFieldProps {
  /** `YYYY-MM-DDTHH:mm` in the zone below, or null. */
  value: string | null;
  timeZone: string;
  onChange: (value: string | null) => void;
  disabled: boolean;
}

/** Day and time on the workspace's clock, with the zone named. */
export function ScheduleField({ value, timeZone, onChange, disabled }: ScheduleFieldProps) {
  const { t } = useTranslation("composer");
  const times = useTimes();
  const past = value !== null && toInstant(value, timeZone).getTime() <= times.now.getTime();
  return (
    <div>
      <DateTimePicker
        label={t("when")}
        description={times.zone(value ? toInstant(value, timeZone) : undefined)}
        placeholder={t("choose")}
        value={value ? value.replace("T", " ") : null}
        onChange={(chosen) => onChange(chosen ? chosen.slice(0, 16).replace(" ", "T") : null)}
        valueFormat="ddd D MMM YYYY, HH:mm"
        clearable
        disabled={disabled}
        maw={320}
        timePickerProps={{ withDropdown: true, minutesStep: 5 }}
        popoverProps={{ withinPortal: true }}
      />
      {past ? (
        <Text size="xs" c="dimmed" mt={4}>
          {t("pastMeansNow")}
        </Text>
      ) : null}
    </div>
  );
}
