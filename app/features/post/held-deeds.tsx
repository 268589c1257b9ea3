import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconCalendarTime, IconSend } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatZone } from "#app/lib/format-time.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { instantOf, isDate, todayIn } from "#app/lib/zoned-time.ts";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import { useTargetDeed } from "./use-target-deed.ts";

export interface HeldDeedsProps {
  target: TargetOutput;
  /** Zone of the post: the clocks its times are meant on. */
  timeZone: string;
}

/** Its time has passed: it goes out now, or at another time. Calling it off stands beside them. */
export function HeldDeeds({ target, timeZone }: HeldDeedsProps) {
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const [picking, setPicking] = useState(false);
  const targetId = target.id;
  const goAhead = useMutation(
    trpc.publishing.goAhead.mutationOptions(
      useTargetDeed(
        () => setPicking(false),
        (at) => {
          goAhead.mutate({ targetId, at });
        },
      ),
    ),
  );
  return (
    <>
      <Button
        size="compact-sm"
        leftSection={<IconSend size={14} aria-hidden />}
        loading={goAhead.isPending && !picking}
        onClick={() => goAhead.mutate({ targetId })}
      >
        {t("publishNow")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconCalendarTime size={14} aria-hidden />}
        onClick={() => setPicking(true)}
      >
        {t("pickTime")}
      </Button>
      <Modal
        opened={picking}
        onClose={() => setPicking(false)}
        title={t("pickTimeTitle", { handle: target.handle })}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <TimeForm
          timeZone={timeZone}
          busy={goAhead.isPending}
          onPicked={(at) => goAhead.mutate({ targetId, at })}
          onClose={() => setPicking(false)}
        />
      </Modal>
    </>
  );
}

interface TimeFormProps {
  timeZone: string;
  busy: boolean;
  onPicked: (at: Date) => void;
  onClose: () => void;
}

function TimeForm({ timeZone, busy, onPicked, onClose }: TimeFormProps) {
  const { t, i18n } = useTranslation(["post", "common"]);
  const { now } = useTimes();
  const [date, setDate] = useState(() => todayIn(timeZone, now));
  const [time, setTime] = useState("");
  const at = isDate(date) && /^\d{2}:\d{2}$/.test(time) ? instantOf({ date, time }, timeZone) : null;
  const past = at !== null && at <= now;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (at && !past) onPicked(at);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Group grow>
          <TextInput
            type="date"
            label={t("day")}
            value={date}
            min={todayIn(timeZone, now)}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
          <TextInput
            type="time"
            label={t("time")}
            value={time}
            error={past ? t("pickedPast") : undefined}
            onChange={(event) => setTime(event.currentTarget.value)}
            data-autofocus
          />
        </Group>
        <Text size="xs" c="dimmed">
          {t("zone", { zone: formatZone(timeZone, i18n.language, at ?? now) })}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" disabled={!at || past} loading={busy}>
            {t("pickTimeDo")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
