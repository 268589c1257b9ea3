import { Button, NativeSelect, Stack, TextInput } from "@mantine/core";
import { IconBellRinging, IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { FormProblem } from "#app/ui/form-parts.tsx";
import { EmptyState, ErrorState, HairlineList } from "#app/ui/states.tsx";
import { useToasts } from "#app/ui/toasts.tsx";
import { ALERT_KINDS, type AlertKind, type OutgoingEventType } from "#server/features/outgoing/schema.ts";
import { AlertRow, type AlertTarget } from "./alert-row.tsx";
import { isOfAddress } from "./endpoint-form.tsx";
import { EventChoice } from "./event-choice.tsx";

/** The workspace's alert channels, and the way to one more. `initial` came with the page. */
export function AlertPanel({ initial }: { initial: AlertTarget[] }) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const list = useQuery({ ...trpc.outgoing.alertTargets.queryOptions(), initialData: initial });
  const [adding, setAdding] = useState(false);
  return (
    <Stack gap="md">
      {list.isError ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.data.length > 0 ? (
        <HairlineList label={t("alerts.title")}>
          {list.data.map((target) => (
            <AlertRow key={target.id} target={target} />
          ))}
        </HairlineList>
      ) : adding ? null : (
        <EmptyState icon={IconBellRinging} title={t("alerts.empty")}>
          {t("alerts.emptyText")}
        </EmptyState>
      )}
      {adding ? (
        <AddAlert onAdded={() => setAdding(false)} />
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          style={{ alignSelf: "flex-start" }}
          onClick={() => setAdding(true)}
        >
          {t("alerts.add")}
        </Button>
      )}
    </Stack>
  );
}

/** What most people want to hear of in a channel. */
const USUAL: OutgoingEventType[] = ["post.failed", "post.unknown", "connection.needs_reconnect"];

function useCreate(onAdded: () => void) {
  const { t } = useTranslation("outgoing");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation(
    trpc.outgoing.createAlertTarget.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.outgoing.alertTargets.queryKey() });
        toasts.done(t("alerts.created"));
        onAdded();
      },
    }),
  );
}

function AddAlert({ onAdded }: { onAdded: () => void }) {
  const { t, i18n } = useTranslation("outgoing");
  const errorText = useErrorText();
  const create = useCreate(onAdded);
  const [tried, setTried] = useState(false);
  const [values, setValues] = useState({ kind: "slack" as AlertKind, label: "", url: "", events: USUAL });
  const change = (part: Partial<typeof values>) => setValues((before) => ({ ...before, ...part }));
  const without = (text: string) => text.trim() === "";
  const ofAddress = isOfAddress(create.error) || (tried && without(values.url));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (without(values.label) || without(values.url) || values.events.length === 0) return;
    create.mutate({ ...values, locale: i18n.language === "fr" ? "fr" : "en" });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <FormProblem>{create.error && !ofAddress ? errorText(create.error) : null}</FormProblem>
        <NativeSelect
          label={t("alerts.kind")}
          description={t(`alerts.howTo.${values.kind}`)}
          value={values.kind}
          onChange={(event) => change({ kind: event.currentTarget.value as AlertKind })}
          data={ALERT_KINDS.map((value) => ({ value, label: t(`alerts.kinds.${value}`) }))}
        />
        <TextInput
          label={t("alerts.label")}
          description={t("alerts.labelHint")}
          maxLength={60}
          value={values.label}
          onChange={(event) => change({ label: event.currentTarget.value })}
          error={tried && without(values.label) ? t("errors:FIELD_REQUIRED") : null}
        />
        <TextInput
          label={t("address")}
          type="url"
          inputMode="url"
          autoComplete="off"
          maxLength={2048}
          value={values.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
          error={ofAddress ? t("errors:ADDRESS_NOT_ALLOWED") : null}
        />
        <EventChoice value={values.events} onChange={(events) => change({ events })} missing={tried} />
        <Button type="submit" loading={create.isPending} style={{ alignSelf: "flex-start" }}>
          {t("alerts.create")}
        </Button>
      </Stack>
    </form>
  );
}
