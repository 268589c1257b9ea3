import { Button, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { clientErrorOf, useErrorText } from "#app/lib/client-error.ts";
import { FormProblem } from "#app/ui/form-parts.tsx";
import { OUTGOING_EVENT_TYPES, type OutgoingEventType } from "#server/features/outgoing/schema.ts";
import { EventChoice } from "./event-choice.tsx";

export interface EndpointValues {
  url: string;
  description: string;
  events: OutgoingEventType[];
}

export interface EndpointFormProps {
  initial?: EndpointValues;
  submitLabel: string;
  busy: boolean;
  /** What the server said of the last try. */
  error: unknown;
  onSubmit: (values: EndpointValues) => void;
}

/** Address, description and events of a webhook, new or existing. */
export function EndpointForm({ initial, submitLabel, busy, error, onSubmit }: EndpointFormProps) {
  const { t } = useTranslation("outgoing");
  const errorText = useErrorText();
  const [values, setValues] = useState<EndpointValues>(
    initial ?? { url: "", description: "", events: [...OUTGOING_EVENT_TYPES] },
  );
  const [tried, setTried] = useState(false);
  const change = (part: Partial<EndpointValues>) => setValues((before) => ({ ...before, ...part }));
  const addressRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isOfAddress(error)) addressRef.current?.focus();
  }, [error]);
  const ofAddress = isOfAddress(error) || (tried && values.url.trim() === "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (values.url.trim() === "") addressRef.current?.focus();
    else if (values.events.length > 0) onSubmit(values);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <FormProblem>{error && !ofAddress ? errorText(error) : null}</FormProblem>
        <TextInput
          ref={addressRef}
          label={t("address")}
          description={t("addressHint")}
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          maxLength={2048}
          value={values.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
          error={ofAddress ? t("errors:ADDRESS_NOT_ALLOWED") : null}
        />
        <TextInput
          label={t("description")}
          description={t("descriptionHint")}
          maxLength={120}
          value={values.description}
          onChange={(event) => change({ description: event.currentTarget.value })}
        />
        <EventChoice value={values.events} onChange={(events) => change({ events })} missing={tried} />
        <Button type="submit" loading={busy} style={{ alignSelf: "flex-start" }}>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}

export const isOfAddress = (error: unknown): boolean =>
  error != null && clientErrorOf(error).message === "ADDRESS_NOT_ALLOWED";
