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

type Verdict = "live" | "not-published";

/** A person looked at the network and settles what no answer could. */
export function ResolveDialog({ target, opened, onClose }: ResolveDialogProps) {
  const { t } = useTranslation(["post", "common"]);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [url, setUrl] = useState("");
  const resolve = useResolve(onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const remoteUrl = verdict === "live" && url.trim() ? { remoteUrl: url.trim() } : {};
    if (verdict) resolve.mutate({ targetId: target.id, verdict, ...remoteUrl });
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
          <Text size="sm">
            {target.publicParts.length > 0
              ? t("settleTextParts", { part: target.publicParts.length + 1 })
              : t("settleText")}
          </Text>
          <VerdictFields verdict={verdict} onVerdict={setVerdict} url={url} onUrl={setUrl} />
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

function useResolve(onDone: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation(
    trpc.publishing.resolveUnknown.mutationOptions({
      onSuccess: async () => {
        onDone();
        await queries.invalidateQueries({ queryKey: trpc.posts.pathKey() });
      },
      onError: (error) => toasts.failed(error),
    }),
  );
}

interface VerdictFieldsProps {
  verdict: Verdict | null;
  onVerdict: (verdict: Verdict) => void;
  url: string;
  onUrl: (url: string) => void;
}

function VerdictFields({ verdict, onVerdict, url, onUrl }: VerdictFieldsProps) {
  const { t } = useTranslation(["post", "common"]);
  return (
    <>
      <Radio.Group
        value={verdict}
        onChange={(value) => onVerdict(value === "live" ? "live" : "not-published")}
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
          onChange={(event) => onUrl(event.currentTarget.value)}
        />
      ) : null}
    </>
  );
}
