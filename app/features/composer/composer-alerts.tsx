import { Alert, Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import { dropBackup, readBackup } from "./backup.ts";
import type { Draft } from "./draft.ts";
import type { Autosave, Saved } from "./use-autosave.ts";

/** Offers work that a closed tab or a dead network left behind in this browser. */
export function RestoreAlert({ saved, onRestore }: { saved: Saved; onRestore: (draft: Draft) => void }) {
  const { t } = useTranslation("composer");
  const times = useTimes();
  const [backup, setBackup] = useState<ReturnType<typeof readBackup>>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, before this visit writes backups of its own
  useEffect(() => setBackup(readBackup(saved.postId)), []);
  if (!backup) return null;
  const answer = (restore: boolean) => {
    if (restore) onRestore(backup.draft);
    else dropBackup(saved.postId);
    setBackup(null);
  };
  return (
    <Alert color="iris" mb="md" title={t("restore.title")}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t("restore.text", { time: times.relative(new Date(backup.at)) })}</Text>
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

/** Somebody else saved this post meanwhile: neither version is lost until a person chooses. */
export function ConflictAlert({ autosave }: { autosave: Autosave }) {
  const { t } = useTranslation("composer");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const { postId } = autosave.saved;
  const keepMine = async () => {
    if (!postId) return;
    try {
      const theirs = await queries.fetchQuery({ ...trpc.posts.get.queryOptions({ postId }), staleTime: 0 });
      await autosave.overwrite(theirs.revision);
    } catch (error) {
      toasts.failed(error);
    }
  };
  const takeTheirs = () => {
    dropBackup(postId);
    window.location.reload();
  };
  return (
    <Alert color="orange" mb="md" title={t("conflict.title")} role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t("conflict.text")}</Text>
        <Group gap="sm">
          <Button size="compact-sm" variant="default" onClick={takeTheirs}>
            {t("conflict.theirs")}
          </Button>
          <Button size="compact-sm" onClick={keepMine}>
            {t("conflict.mine")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
