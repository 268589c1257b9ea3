import { Anchor, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertCircle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";

const UNDO_MS = 8_000;

/** Short words after a deed. `done` can offer the way back, `failed` puts any thrown error into words. */
export function useToasts() {
  const { t } = useTranslation("common");
  const errorText = useErrorText();
  return {
    done(message: string, undo?: () => void) {
      const id = notifications.show({
        color: "teal.8",
        icon: <IconCheck size={16} aria-hidden />,
        autoClose: undo ? UNDO_MS : 4_000,
        closeButtonProps: { "aria-label": t("close") },
        message: undo ? (
          <Group justify="space-between" wrap="nowrap" gap="md">
            <Text size="sm">{message}</Text>
            <Anchor
              component="button"
              type="button"
              size="sm"
              fw={600}
              onClick={() => {
                notifications.hide(id);
                undo();
              }}
            >
              {t("undo")}
            </Anchor>
          </Group>
        ) : (
          message
        ),
      });
    },
    failed(error: unknown, title?: string) {
      notifications.show({
        color: "red.8",
        icon: <IconAlertCircle size={16} aria-hidden />,
        autoClose: UNDO_MS,
        closeButtonProps: { "aria-label": t("close") },
        ...(title ? { title } : {}),
        message: errorText(error),
      });
    },
  };
}
