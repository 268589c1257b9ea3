import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTRPC } from "#app/lib/trpc.ts";
import { useToasts } from "#app/ui/toasts.tsx";
import type { TargetOutput } from "#server/features/posts/schema.ts";

export interface ResolveDialogProps {
  target: TargetOutput;
  opened: boolean;
  onClose: () => void;
}

/** A person looked at the network and settles what no answer could. */
export function ResolveDialog({ target, opened, onClose }: ResolveDialogProps) {
  const { t } = useTranslation(["post", "common"]);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [verdict, setVerdict] = useState<"live" | "not-published" | null>(null);
  const [url, setUrl] = useState("");
  const resolve = useMutation(
    trpc.publishing.resolveUnknown.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
      },
      onError: (error) => toasts.failed(error),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!verdict) return;
    resolve.mutate({
      targetId: target.id,
      verdict,
      ...(verdict === "live" && url.trim() ? { remoteUrl: url.trim() } : {}),
    });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("settleTitle", { handle: target.handle })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm">{t("settleText")}</Text>
          <Radio.Group
            value={verdict}
            onChange={(value) => setVerdict(value === "live" ? "live" : "not-published")}
            aria-label={t("settle")}
          >
            <Stack gap="sm">
              <Radio value="live" label={t("settleLive")} />
              <Radio value="not-published" label={t("settleNot")} description={t("settleNotHint")} />
            </Stack>
          </Radio.Group>
          {verdict === "live" ? (
            <TextInput
              label={`${t("settleUrl")} (${t("common:optional")})`}
              type="url"
              value={url}
              onChange={(event) => setUrl(event.currentTarget.value)}
            />
          ) : null}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" disabled={!verdict} loading={resolve.isPending}>
              {t("settleDo")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
