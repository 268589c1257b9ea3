import { ActionIcon, Button, Menu } from "@mantine/core";
import { Link, useNavigate } from "@remix-run/react";
import { IconArrowBackUp, IconCopy, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import type { PostOutput } from "#server/features/posts/schema.ts";

/** What an editor can do with the post as a whole; viewers only look. */
export function PostActions({ post }: { post: PostOutput }) {
  const { t } = useTranslation("post");
  const may = useMay("editor");
  const deeds = usePostDeeds(post.id);
  const [removing, setRemoving] = useState(false);
  if (!may) return null;
  return (
    <>
      {post.editable ? (
        <Button component={Link} to={paths.edit(post.id)} leftSection={<IconPencil size={16} aria-hidden />}>
          {t("edit")}
        </Button>
      ) : null}
      <MoreDeeds post={post} deeds={deeds} onRemove={() => setRemoving(true)} />
      <ConfirmDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("removeTitle")}
        confirmLabel={t("remove")}
        busy={deeds.remove.busy}
        onConfirm={deeds.remove.run}
      >
        {t("removeText")}
      </ConfirmDialog>
    </>
  );
}

interface MoreDeedsProps {
  post: PostOutput;
  deeds: ReturnType<typeof usePostDeeds>;
  onRemove: () => void;
}

function MoreDeeds({ post, deeds, onRemove }: MoreDeedsProps) {
  const { t } = useTranslation("post");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t("moreActions")}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={15} aria-hidden />} onClick={deeds.duplicate}>
          {t("duplicate")}
        </Menu.Item>
        {post.state === "scheduled" ? (
          <Menu.Item leftSection={<IconArrowBackUp size={15} aria-hidden />} onClick={deeds.unschedule}>
            {t("unschedule")}
          </Menu.Item>
        ) : null}
        <Menu.Item color="red.8" leftSection={<IconTrash size={15} aria-hidden />} onClick={onRemove}>
          {t("remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function usePostDeeds(postId: string) {
  const { t } = useTranslation("post");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const onError = (error: unknown) => toasts.failed(error);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
  const duplicate = useMutation(
    trpc.posts.duplicate.mutationOptions({ onSuccess: (copy) => navigate(paths.edit(copy.id)), onError }),
  );
  const unschedule = useMutation(trpc.posts.unschedule.mutationOptions({ onSuccess: refresh, onError }));
  const remove = useMutation(
    trpc.posts.remove.mutationOptions({
      onSuccess: async () => {
        // The page of a post that is gone must not ask for it again.
        navigate(paths.calendar);
        toasts.done(t("removed"));
        await queries.invalidateQueries({ queryKey: trpc.posts.pathKey(), refetchType: "none" });
      },
      onError,
    }),
  );
  return {
    duplicate: () => duplicate.mutate({ postId }),
    unschedule: () => unschedule.mutate({ postId }),
    remove: { run: () => remove.mutate({ postId }), busy: remove.isPending },
  };
}
