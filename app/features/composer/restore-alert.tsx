import { Alert, Button, Group, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTimes } from "#app/lib/use-time.ts";
import type { Saved } from "./autosave.ts";
import { type Backup, dropBackup, readBackup } from "./backup.ts";
import type { Draft } from "./draft.ts";

/** Offers work that a closed tab or a dead network left behind in this browser. */
export function RestoreAlert({ saved, onRestore }: { saved: Saved; onRestore: (draft: Draft) => void }) {
  const { t } = useTranslation("composer");
  const times = useTimes();
  const [backup, setBackup] = useState<Backup | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, before this visit writes backups of its own
  useEffect(() => setBackup(readBackup(saved.postId)), []);
  if (!backup) return null;
  const answer = (restore: boolean) => {
    if (restore) onRestore(backup.draft);
    else dropBackup(saved.postId);
    setBackup(null);
  };
  const outdated = backup.revision !== saved.revision;
  return (
    <Alert color="iris" title={t("restore.title")} role="status" icon={<IconHistory size={18} aria-hidden />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          {t("restore.text", { time: times.relative(new Date(backup.at)) })}
          {outdated ? ` ${t("restore.outdated")}` : null}
        </Text>
        <Group gap="sm">
          <Button size="compact-sm" variant="default" onClick={() => answer(false)}>
            {t("restore.discard")}
          </Button>
          <Button size="compact-sm" onClick={() => answer(true)}>
            {t("restore.take")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
