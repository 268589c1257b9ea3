import { Checkbox, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { OUTGOING_EVENT_TYPES, type OutgoingEventType } from "#server/features/outgoing/schema.ts";

export interface EventChoiceProps {
  value: readonly string[];
  onChange: (events: OutgoingEventType[]) => void;
  /** Shown once the form was sent with none. */
  missing: boolean;
}

/** What an address wants to hear of. */
export function EventChoice({ value, onChange, missing }: EventChoiceProps) {
  const { t } = useTranslation("outgoing");
  return (
    <Checkbox.Group
      label={t("events")}
      value={[...value]}
      onChange={(events) => onChange(events as OutgoingEventType[])}
      error={missing && value.length === 0 ? t("eventsNone") : null}
    >
      <Stack gap={8} mt={8}>
        {OUTGOING_EVENT_TYPES.map((type) => (
          <Checkbox key={type} value={type} label={t(`event.${type}`)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
