import { Alert, Button, Group, Modal, PasswordInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useSearchParams } from "@remix-run/react";
import { IconInfoCircle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import { useMay } from "#app/lib/session.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import { FormProblem } from "#app/ui/form-parts.tsx";
import type { OfferedAccount } from "#server/features/accounts/schema.ts";
import classes from "./accounts.module.css";
import type { Connectable } from "./connect-cards.tsx";

type Form = Connectable["forms"][number];

export interface ConnectFormProps {
  platform: string;
  network: string;
  form: Form;
}

/** A way to connect without a login page: its sentence, and the form behind its button. `?form=` opens it. */
export function FormLogin({ platform, network, form }: ConnectFormProps) {
  const { t } = useTranslation("accounts");
  const [params, setParams] = useSearchParams();
  const mayConnect = useMay("admin");
  const name = `${platform}.${form.flavor}`;
  const login = t(`flavor.${platform}.${form.flavor}.title`, { defaultValue: network });
  const show = (shown: boolean) =>
    setParams(shown ? { form: name } : {}, { replace: true, preventScrollReset: true });
  return (
    <li className={classes.flavor}>
      <div>
        <Text fw={600}>{login}</Text>
        <Text c="dimmed" size="sm">
          {t(`flavor.${platform}.${form.flavor}.text`, { defaultValue: "" })}
        </Text>
      </div>
      {mayConnect ? (
        <Button
          variant="default"
          aria-label={t("connectWith", { network, login })}
          onClick={() => show(true)}
          className={classes.flavorButton ?? ""}
        >
          {t("connect")}
        </Button>
      ) : null}
      {mayConnect && params.get("form") === name ? (
        <ConnectDialog
          platform={platform}
          network={network}
          form={form}
          title={login}
          onClose={() => show(false)}
        />
      ) : null}
    </li>
  );
}

type DialogProps = ConnectFormProps & { title: string; onClose: () => void };

/** What is typed is tried at the network; the account it opens is chosen, then connected. */
function ConnectDialog({ platform, form, title, onClose }: DialogProps) {
  const { t } = useTranslation(["accounts", "common", "platforms"]);
  const errorText = useErrorText();
  const [values, setValues] = useState<Record<string, string>>({});
  const [chosen, setChosen] = useState("");
  const { find, connect } = useConnecting();
  const input = { platform, flavor: form.flavor, values };
  const offered = find.data;
  const look = async () => {
    setChosen("");
    const accounts = await find.mutateAsync(input).catch(() => undefined);
    const [only, ...others] = accounts ?? [];
    if (!only || others.length > 0 || only.unusable) return;
    if (form.assisted) connect.mutate({ ...input, externalId: only.externalId });
    else setChosen(only.externalId);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (offered && chosen !== "") connect.mutate({ ...input, externalId: chosen });
    else void look();
  };
  const problem = connect.error ?? find.error;
  const change = (name: string, value: string) => {
    setValues({ ...values, [name]: value });
    find.reset();
    connect.reset();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Official platform={platform} form={form} />
          <FormProblem>{problem ? errorText(problem) : null}</FormProblem>
          <Fields platform={platform} form={form} values={values} onChange={change} />
          {offered && !form.assisted ? (
            <Offered accounts={offered} chosen={chosen} onChoose={setChosen} />
          ) : null}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" loading={find.isPending || connect.isPending}>
              {t(form.assisted || (offered && chosen !== "") ? "connect" : "form.look")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function useConnecting() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [, setParams] = useSearchParams();
  const find = useMutation(trpc.accounts.findAccounts.mutationOptions());
  const connect = useMutation(
    trpc.accounts.connectAccount.mutationOptions({
      async onSuccess({ connectionId }) {
        await queries.invalidateQueries({ queryKey: trpc.accounts.pathKey() });
        setParams({ connected: connectionId }, { replace: true });
      },
    }),
  );
  return { find, connect };
}

/** What this way is, and what it is not. */
function Official({ platform, form }: { platform: string; form: Form }) {
  const { t } = useTranslation("platforms");
  const text = t(`${platform}.connect.${form.assisted ? "assistedOfficial" : "official"}`, {
    defaultValue: "",
  });
  return text === "" ? null : (
    <Alert color="blue" variant="light" icon={<IconInfoCircle size={18} aria-hidden />}>
      {text}
    </Alert>
  );
}

interface FieldsProps {
  platform: string;
  form: Form;
  values: Record<string, string>;
  onChange: (name: string, value: string) => void;
}

function Fields({ platform, form, values, onChange }: FieldsProps) {
  const { t } = useTranslation(["platforms", "accounts"]);
  return form.fields.map(({ name, secret, optional }) => {
    const Input = secret ? PasswordInput : TextInput;
    const hint = t(`platforms:${platform}.connect.fieldHint.${name}`, { defaultValue: "" });
    return (
      <Input
        key={name}
        name={name}
        label={t(`platforms:${platform}.connect.field.${name}`, { defaultValue: name })}
        description={optional ? `${hint} ${t("accounts:form.optional")}` : hint}
        value={values[name] ?? ""}
        required={!optional}
        autoComplete="off"
        maxLength={500}
        data-autofocus
        onChange={(event) => onChange(name, event.currentTarget.value)}
      />
    );
  });
}

interface OfferedProps {
  accounts: readonly OfferedAccount[];
  chosen: string;
  onChoose: (externalId: string) => void;
}

function Offered({ accounts, chosen, onChoose }: OfferedProps) {
  const { t } = useTranslation(["accounts", "errors"]);
  if (accounts.length === 0) return <Text c="dimmed">{t("form.none")}</Text>;
  return (
    <Radio.Group label={t("form.choose")} value={chosen} onChange={onChoose}>
      <Stack gap="sm" mt="sm">
        {accounts.map(({ externalId, handle, displayName, unusable, connected }) => (
          <Radio
            key={externalId}
            value={externalId}
            disabled={unusable !== null}
            label={`${displayName} (@${handle})`}
            {...(unusable
              ? { description: t(`errors:${unusable}`) }
              : connected
                ? { description: t("form.again") }
                : {})}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}
