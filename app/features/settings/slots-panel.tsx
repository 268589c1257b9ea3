import { ActionIcon, Button, Chip, Group, Stack, Text } from "@mantine/core";
import { TimePicker } from "@mantine/dates";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { firstDayOfWeek } from "#app/features/calendar/period.ts";
import { weekdayName } from "#app/features/series/rule-words.ts";
import { formatTime } from "#app/lib/format-time.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { AccountAvatar } from "#app/ui/account-avatar.tsx";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";
import type { Slot } from "#server/features/slots/schema.ts";
import classes from "./settings.module.css";

export interface SlotsPanelProps {
  connection: ConnectionOutput;
  slots: readonly Slot[];
}

const WEEK = [1, 2, 3, 4, 5, 6, 7];
const inOrder = (slots: readonly Slot[]): Slot[] =>
  [...slots].sort((a, b) => a.weekday - b.weekday || (a.time < b.time ? -1 : 1));
const same = (a: Slot) => (b: Slot) => a.weekday === b.weekday && a.time === b.time;

/** The times of the week at which one account likes to post. Every change is stored at once. */
export function SlotsPanel({ connection, slots }: SlotsPanelProps) {
  const { t } = useTranslation("settings");
  const mayEdit = useMay("editor");
  const store = useStore(connection.id);
  const set = (next: readonly Slot[]) => store.mutate({ connectionId: connection.id, slots: inOrder(next) });
  return (
    <section
      className={classes.slots}
      aria-label={`${platformLabel(connection.platform)} @${connection.handle}`}
    >
      <Group gap="sm" mb="sm">
        <AccountAvatar account={connection} size={26} />
        <Text fw={550}>@{connection.handle}</Text>
        <Text size="sm" c="dimmed">
          {platformLabel(connection.platform)}
        </Text>
      </Group>
      {slots.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("slots.none")}
        </Text>
      ) : (
        <Week
          slots={slots}
          mayEdit={mayEdit}
          onRemove={(slot) => set(slots.filter((each) => !same(slot)(each)))}
        />
      )}
      {mayEdit ? <AddSlots slots={slots} busy={store.isPending} onAdd={set} /> : null}
    </section>
  );
}

function useStore(connectionId: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const listed = { queryKey: trpc.slots.list.queryKey() };
  return useMutation(
    trpc.slots.set.mutationOptions({
      async onMutate({ slots }) {
        await queries.cancelQueries(listed);
        const before = queries.getQueryData(listed.queryKey);
        queries.setQueryData(
          listed.queryKey,
          before && {
            accounts: before.accounts.map((account) =>
              account.connectionId === connectionId ? { ...account, slots } : account,
            ),
          },
        );
        return { before };
      },
      onError(error, _input, context) {
        queries.setQueryData(listed.queryKey, context?.before);
        toasts.failed(error);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.slots.pathKey() }),
    }),
  );
}

const words = (time: string, locale: string): string =>
  formatTime(new Date(`2026-01-01T${time}:00Z`), { locale, timeZone: "UTC" });

interface WeekProps {
  slots: readonly Slot[];
  mayEdit: boolean;
  onRemove: (slot: Slot) => void;
}

/** Days that have slots, in the order of the week. */
function Week({ slots, mayEdit, onRemove }: WeekProps) {
  const { t, i18n } = useTranslation("settings");
  const locale = i18n.language;
  const days = daysFrom(firstDayOfWeek(locale)).filter((day) => slots.some(({ weekday }) => weekday === day));
  return (
    <ul className={classes.slotDays}>
      {days.map((day) => (
        <li key={day}>
          <span className={classes.slotDay}>{weekdayName(day, locale)}</span>
          <Group gap={6}>
            {inOrder(slots)
              .filter(({ weekday }) => weekday === day)
              .map((slot) => (
                <span key={slot.time} className={classes.slot}>
                  {words(slot.time, locale)}
                  {mayEdit ? (
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      size="sm"
                      aria-label={t("slots.remove", {
                        day: weekdayName(day, locale),
                        time: words(slot.time, locale),
                      })}
                      onClick={() => onRemove(slot)}
                    >
                      <IconX size={13} aria-hidden />
                    </ActionIcon>
                  ) : null}
                </span>
              ))}
          </Group>
        </li>
      ))}
    </ul>
  );
}

const daysFrom = (first: number): number[] => WEEK.map((_, step) => ((first + 6 + step) % 7) + 1);

interface AddSlotsProps {
  slots: readonly Slot[];
  busy: boolean;
  onAdd: (slots: Slot[]) => void;
}

/** One time for several days in one go. */
function AddSlots({ slots, busy, onAdd }: AddSlotsProps) {
  const { t, i18n } = useTranslation("settings");
  const locale = i18n.language;
  const [days, setDays] = useState<string[]>(["1", "2", "3", "4", "5"]);
  const [time, setTime] = useState("09:00");
  const added = days.map((day) => ({ weekday: Number(day), time: time.slice(0, 5) }));
  const fresh = added.filter((slot) => !slots.some(same(slot)));
  return (
    <Stack gap="sm" mt="md">
      <Chip.Group multiple value={days} onChange={setDays}>
        <Group gap={6} role="group" aria-label={t("slots.days")}>
          {daysFrom(firstDayOfWeek(locale)).map((day) => (
            <Chip key={day} value={String(day)} size="xs" aria-label={weekdayName(day, locale)}>
              {weekdayName(day, locale, "short")}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group gap="sm" align="flex-end">
        <TimePicker
          label={t("slots.time")}
          value={time}
          onChange={setTime}
          format={locale === "en" ? "12h" : "24h"}
          hoursInputLabel={t("slots.hours")}
          minutesInputLabel={t("slots.minutes")}
          amPmInputLabel={t("slots.amPm")}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={15} aria-hidden />}
          loading={busy}
          disabled={fresh.length === 0 || time === ""}
          onClick={() => onAdd([...slots, ...fresh])}
        >
          {fresh.length === 0 ? t("slots.there") : t("slots.add", { count: fresh.length })}
        </Button>
      </Group>
    </Stack>
  );
}
