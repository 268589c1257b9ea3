import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { PlatformMark } from "#app/ui/platform-mark.tsx";
import classes from "./action-bar.module.css";
import { handleOf } from "./targets-section.tsx";
import type { ComposerState } from "./use-composer.ts";

export interface PublishNowDialogProps {
  composer: ComposerState;
  opened: boolean;
  onClose: () => void;
}

/** What is out cannot be taken back from here, so the accounts are named once more. */
export function PublishNowDialog({ composer, opened, onClose }: PublishNowDialogProps) {
  const { t } = useTranslation(["composer", "common"]);
  const { targets } = composer.draft;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("publishTitle", { count: targets.length })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        <ul className={classes.plainList}>
          {targets.map(({ connectionId, platform }) => (
            <li key={connectionId}>
              <PlatformMark platform={platform} size={16} /> @{handleOf(composer, connectionId)}
            </li>
          ))}
        </ul>
        <Text size="sm" c="dimmed">
          {t("publishText")}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button
            data-autofocus
            leftSection={<IconSend size={16} aria-hidden />}
            onClick={() => {
              onClose();
              void composer.scheduling.publishNow();
            }}
          >
            {t("publishNow")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
