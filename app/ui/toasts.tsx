import { Anchor, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";

/** How long a way back is offered. */
export const UNDO_MS = 8_000;
/** A decision takes longer than a regret. */
const OFFER_MS = 20_000;

/** Short words after a deed: `done` can offer the way back, `failed` puts any thrown error into words. */
export function useToasts() {
  const { t } = useTranslation("common");
  const errorText = useErrorText();
  const closeButtonProps = { "aria-label": t("close") };
  const warn = (message: ReactNode, title?: string, autoClose = UNDO_MS) =>
    notifications.show({
      color: "red",
      icon: <IconAlertCircle size={16} aria-hidden />,
      autoClose,
      closeButtonProps,
      ...(title ? { title } : {}),
      message,
    });
  return {
    done(message: string, undo?: () => void) {
      const id = notifications.show({
        color: "teal",
        icon: <IconCheck size={16} aria-hidden />,
        autoClose: undo ? UNDO_MS : 4_000,
        closeButtonProps,
        message: undo ? <WithUndo message={message} undo={() => hideAnd(id, undo)} /> : message,
      });
    },
    /** What we do not do, and why; already translated. */
    refused: (message: string, title?: string) => void warn(message, title),
    /** `offer`: another way, one click away. */
    failed(error: unknown, title?: string, offer?: { label: string; act: () => void }) {
      if (!offer) return void warn(errorText(error), title);
      const { label, act } = offer;
      const message = <WithDeed message={errorText(error)} label={label} act={() => hideAnd(id, act)} />;
      const id = warn(message, title, OFFER_MS);
    },
  };
}

function hideAnd(id: string, act: () => void): void {
  notifications.hide(id);
  act();
}

function WithUndo({ message, undo }: { message: string; undo: () => void }) {
  const { t } = useTranslation("common");
  return <WithDeed message={message} label={t("undo")} act={undo} />;
}

function WithDeed({ message, label, act }: { message: string; label: string; act: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <Text size="sm">{message}</Text>
      <Anchor component="button" type="button" size="sm" fw={600} onClick={act}>
        {label}
      </Anchor>
    </Group>
  );
}
