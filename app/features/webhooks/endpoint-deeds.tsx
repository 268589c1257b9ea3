import { Button, Group, Stack, Text } from "@mantine/core";
import { useNavigate } from "@remix-run/react";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { paths } from "#app/lib/paths.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { useTimes } from "#app/lib/use-time.ts";
import { ConfirmDialog } from "#app/ui/confirm-dialog.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import { EndpointForm } from "./endpoint-form.tsx";
import type { Endpoint } from "./endpoint-state.tsx";
import { SecretOnce } from "./secret-once.tsx";

/** What every deed does afterwards: the pages read again, and a word is said. */
function useAfterwards() {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return (said: string) => ({
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: trpc.outgoing.pathKey() });
      toasts.done(t(said));
    },
    onError: (error: unknown) => toasts.failed(error),
  });
}

/** Test, on and off. */
export function EndpointDeeds({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const afterwards = useAfterwards();
  const input = { endpointId: endpoint.id };
  const test = useMutation(trpc.outgoing.test.mutationOptions(afterwards("manage.tested")));
  const enable = useMutation(trpc.outgoing.enable.mutationOptions(afterwards("manage.enabled")));
  const disable = useMutation(trpc.outgoing.disable.mutationOptions(afterwards("manage.disabled")));
  return (
    <Group gap="sm">
      <Button
        variant="default"
        leftSection={<IconSend size={16} aria-hidden />}
        loading={test.isPending}
        onClick={() => test.mutate(input)}
      >
        {t("manage.test")}
      </Button>
      {endpoint.status === "disabled" ? (
        <Button loading={enable.isPending} onClick={() => enable.mutate(input)}>
          {t("manage.enable")}
        </Button>
      ) : (
        <Button variant="default" loading={disable.isPending} onClick={() => disable.mutate(input)}>
          {t("manage.disable")}
        </Button>
      )}
    </Group>
  );
}

export function EditEndpoint({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const afterwards = useAfterwards();
  const { onSuccess } = afterwards("saved");
  const update = useMutation(trpc.outgoing.update.mutationOptions({ onSuccess }));
  const { url, description, events } = endpoint;
  const initial = { url, description, events } as Parameters<typeof EndpointForm>[0]["initial"];
  return (
    <EndpointForm
      {...(initial ? { initial } : {})}
      submitLabel={t("save")}
      busy={update.isPending}
      error={update.error}
      onSubmit={(values) => update.mutate({ ...values, endpointId: endpoint.id })}
    />
  );
}

export function SecretPanel({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const times = useTimes();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asking, setAsking] = useState(false);
  const rotate = useMutation(
    trpc.outgoing.rotate.mutationOptions({
      onSuccess: () => queries.invalidateQueries({ queryKey: trpc.outgoing.pathKey() }),
      onError: (error) => toasts.failed(error),
      onSettled: () => setAsking(false),
    }),
  );
  return (
    <Stack gap="md" align="flex-start">
      {rotate.data ? <SecretOnce secret={rotate.data.secret} /> : <Text size="sm">{t("secret.hidden")}</Text>}
      {endpoint.previousSecretUntil ? (
        <Text size="sm" c="dimmed" suppressHydrationWarning>
          {t("secret.until", { time: times.dateTime(endpoint.previousSecretUntil) })}
        </Text>
      ) : null}
      <Button variant="default" onClick={() => setAsking(true)}>
        {t("secret.rotate")}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("secret.rotate")}
        confirmLabel={t("secret.rotate")}
        busy={rotate.isPending}
        onConfirm={() => rotate.mutate({ endpointId: endpoint.id })}
      >
        {t("secret.rotateText")}
      </ConfirmDialog>
    </Stack>
  );
}

export function RemoveEndpoint({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation(
    trpc.outgoing.remove.mutationOptions({
      onSuccess: () => {
        toasts.done(t("manage.removed"));
        navigate(paths.webhooks);
      },
      onError: (error) => toasts.failed(error),
    }),
  );
  return (
    <>
      <Button variant="default" c="red" style={{ alignSelf: "flex-start" }} onClick={() => setAsking(true)}>
        {t("manage.remove")}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("manage.remove")}
        confirmLabel={t("manage.remove")}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ endpointId: endpoint.id })}
      >
        {t("manage.removeText")}
      </ConfirmDialog>
    </>
  );
}
