import { Alert, Button, Group, Text } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";
import { dropBackup } from "./backup.ts";
import classes from "./composer.module.css";
import { type Draft, draftOfPost } from "./draft.ts";
import type { ComposerState } from "./use-composer.ts";

/** Somebody else saved this post meanwhile: both versions are shown, and neither is lost until a person chooses. */
export function ConflictAlert({ composer }: { composer: ComposerState }) {
  const { t } = useTranslation("composer");
  const alert = useRef<HTMLDivElement>(null);
  const { theirs, keepMine, takeTheirs } = useVersions(composer);
  useEffect(() => alert.current?.scrollIntoView({ block: "nearest" }), []);
  const other = theirs ? draftOfPost(theirs, composer.rules) : null;
  return (
    <Alert
      ref={alert}
      color="orange"
      title={t("conflict.title")}
      role="alert"
      icon={<IconGitMerge size={18} aria-hidden />}
    >
      <Text size="sm">{t("conflict.text")}</Text>
      <div className={classes.versions}>
        <Version label={t("conflict.yours")} draft={composer.draft} at={null}>
          <Button size="compact-sm" onClick={keepMine} disabled={!theirs}>
            {t("conflict.mine")}
          </Button>
        </Version>
        <Version label={t("conflict.others")} draft={other} at={theirs ?? null}>
          <Button size="compact-sm" variant="default" onClick={takeTheirs}>
            {t("conflict.theirs")}
          </Button>
        </Version>
      </div>
    </Alert>
  );
}

/** The other version as the server has it, and the two ways out. */
function useVersions({ autosave }: ComposerState) {
  const trpc = useTRPC();
  const toasts = useToasts();
  const { postId } = autosave.saved;
  const theirs = useQuery({
    ...trpc.posts.get.queryOptions({ postId: postId ?? "" }),
    enabled: postId !== null,
    staleTime: 0,
  });
  return {
    theirs: theirs.data,
    async keepMine() {
      const newest = await theirs.refetch();
      if (newest.data) await autosave.store.overwrite(newest.data.revision);
      else toasts.failed(newest.error);
    },
    takeTheirs() {
      dropBackup(postId);
      window.location.reload();
    },
  };
}

interface VersionProps {
  label: string;
  draft: Draft | null;
  /** When it was stored; null for what is on screen. */
  at: Pick<PostOutput, "updatedAt"> | null;
  children: React.ReactNode;
}

function Version({ label, draft, at, children }: VersionProps) {
  const { t } = useTranslation("composer");
  const times = useTimes();
  return (
    <section className={classes.version} aria-label={label}>
      <Group gap="sm">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        {at ? (
          <Text size="xs" c="dimmed">
            {times.relative(at.updatedAt)}
          </Text>
        ) : null}
      </Group>
      <Text size="sm" className={classes.versionText}>
        {draft?.text || t("conflict.noText")}
      </Text>
      {draft ? (
        <Text size="xs" c="dimmed">
          {t("conflict.facts", { media: draft.media.length, accounts: draft.targets.length })}
        </Text>
      ) : null}
      {children}
    </section>
  );
}
