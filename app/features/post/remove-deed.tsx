import { Anchor, Button, Modal, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { platformLabel } from "#app/ui/platform-mark.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";
import { useTargetDeed } from "./use-target-deed.ts";

/** Deletes on the network what is public there; a network without a way for that says so. */
export function RemoveDeed({ target }: { target: TargetOutput }) {
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const [opened, setOpened] = useState(false);
  const network = platformLabel(target.platform);
  const rules = useQuery({ ...trpc.publishing.rules.queryOptions(), enabled: opened });
  const remove = useMutation(trpc.publishing.remove.mutationOptions(useTargetDeed(() => setOpened(false))));
  const impossible = rules.data?.[target.platform]?.removes === false;
  const close = () => setOpened(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        c="red.8"
        leftSection={<IconTrash size={14} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t("removeThere", { network })}
      </Button>
      <Modal
        opened={opened && impossible}
        onClose={close}
        title={t("removeThere", { network })}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <Text size="sm">{t("removeImpossible", { network })}</Text>
        <SeeIt target={target} network={network} />
      </Modal>
      <ConfirmDialog
        opened={opened && rules.isSuccess && !impossible}
        onClose={close}
        title={t("removeThereTitle", { network })}
        confirmLabel={t("remove")}
        typed={target.handle}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ targetId: target.id })}
      >
        {t(target.publicParts.length > 1 ? "removeThereParts" : "removeThereText", {
          network,
          count: target.publicParts.length,
        })}
      </ConfirmDialog>
    </>
  );
}

function SeeIt({ target, network }: { target: TargetOutput; network: string }) {
  const { t } = useTranslation("post");
  if (!target.remoteUrl) return null;
  return (
    <Anchor href={target.remoteUrl} target="_blank" rel="noreferrer" size="sm" mt="md" display="block">
      {t("seeIt", { network })}
    </Anchor>
  );
}
