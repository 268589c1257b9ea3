import {
  Alert,
  Button,
  Group,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useErrorText } from "#app/lib/client-error.ts";
import { useTRPC } from "#app/lib/trpc.ts";
import type { OptionRule, PlatformRules } from "#server/platforms/rules.ts";
import { type Draft, type DraftTarget, textFor } from "./draft.ts";
import { TextField } from "./text-field.tsx";

export interface TargetEditorProps {
  draft: Draft;
  target: DraftTarget;
  rules: PlatformRules;
  disabled: boolean;
  onKind: (kind: string) => void;
  onText: (text: string | null) => void;
  onOption: (id: string, value: string | boolean) => void;
}

/** What is particular to one account: the kind of post, its own text, the network's choices. */
export function TargetEditor(props: TargetEditorProps) {
  const { draft, target, rules, disabled, onKind, onText } = props;
  const { t } = useTranslation(["composer", "platforms"]);
  const kindRule = rules.kinds.find((kind) => kind.id === target.kind);
  return (
    <Stack gap="md">
      <KindChoice target={target} rules={rules} disabled={disabled} onKind={onKind} />
      {kindRule?.text === "unused" ? (
        <Text size="sm" c="dimmed">
          {t("textUnused")}
        </Text>
      ) : (
        <Stack gap="xs">
          <Group justify="space-between">
            <Text size="sm" fw={550}>
              {target.text === null ? t("followsText") : t("ownText")}
            </Text>
            <Button
              variant="subtle"
              size="compact-sm"
              disabled={disabled}
              onClick={() => onText(target.text === null ? draft.text : null)}
            >
              {target.text === null ? t("detach") : t("reattach")}
            </Button>
          </Group>
          {target.text === null ? null : (
            <TextField
              label={t("ownText")}
              value={textFor(draft, target)}
              onChange={onText}
              counters={[{ platform: target.platform, rule: rules.text }]}
              disabled={disabled}
            />
          )}
        </Stack>
      )}
      <Options {...props} />
    </Stack>
  );
}

function KindChoice(props: Pick<TargetEditorProps, "target" | "rules" | "disabled" | "onKind">) {
  const { target, rules, disabled, onKind } = props;
  const { t } = useTranslation(["composer", "platforms"]);
  const data = rules.kinds.map((kind) => ({
    value: kind.id,
    label: t(`platforms:${target.platform}.kind.${kind.id}`),
  }));
  if (data.length <= 1) return null;
  return (
    <div>
      <Text size="sm" fw={550} mb={6} id={`kind-${target.connectionId}`}>
        {t("kind")}
      </Text>
      <SegmentedControl
        data={data}
        value={target.kind}
        onChange={onKind}
        disabled={disabled}
        size="xs"
        aria-labelledby={`kind-${target.connectionId}`}
        styles={{ root: { flexWrap: "wrap" } }}
      />
    </div>
  );
}

function Options({ target, rules, disabled, onOption }: TargetEditorProps) {
  const { t } = useTranslation("composer");
  const errorText = useErrorText();
  const shown = rules.options.filter((rule) => !rule.kinds || rule.kinds.includes(target.kind));
  const live = shown.some((rule) => rule.type === "select" && rule.values === "account");
  const trpc = useTRPC();
  const fromAccount = useQuery({
    ...trpc.accounts.composeOptions.queryOptions({ connectionId: target.connectionId }),
    enabled: live,
    staleTime: 60_000,
  });
  const quota = fromAccount.data?.quota;
  return (
    <>
      {shown.map((rule) => (
        <OptionField
          key={rule.id}
          rule={rule}
          platform={target.platform}
          value={target.options[rule.id]}
          values={
            rule.type === "select" && rule.values === "account"
              ? fromAccount.data?.options[rule.id]
              : undefined
          }
          disabled={disabled}
          onChange={(value) => onOption(rule.id, value)}
        />
      ))}
      {fromAccount.error ? <Alert color="orange">{errorText(fromAccount.error)}</Alert> : null}
      {quota ? (
        <Text size="xs" c="dimmed">
          {t("quotaLeft", { left: Math.max(0, quota.limit - quota.used), limit: quota.limit })}
        </Text>
      ) : null}
    </>
  );
}

interface OptionFieldProps {
  rule: OptionRule;
  platform: string;
  value: string | boolean | undefined;
  /** Live values of the account, for options that come from it. */
  values: string[] | undefined;
  disabled: boolean;
  onChange: (value: string | boolean) => void;
}

function OptionField({ rule, platform, value, values, disabled, onChange }: OptionFieldProps) {
  const { t } = useTranslation("platforms");
  const label = t(`${platform}.option.${rule.id}`);
  const hint = t(`${platform}.optionHint.${rule.id}`, { defaultValue: "" });
  const description = hint ? { description: hint } : {};
  if (rule.type === "toggle")
    return (
      <Switch
        label={label}
        {...description}
        checked={value === true}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  if (rule.type === "text")
    return (
      <TextInput
        label={label}
        {...description}
        value={typeof value === "string" ? value : ""}
        maxLength={rule.max}
        required={rule.required}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const choices = rule.values === "account" ? (values ?? []) : rule.values;
  return (
    <Select
      label={label}
      {...description}
      data={choices.map((choice) => ({
        value: choice,
        label: t(`${platform}.value.${rule.id}.${choice}`, { defaultValue: choice }),
      }))}
      value={typeof value === "string" ? value : null}
      required={rule.required}
      disabled={disabled}
      allowDeselect={!rule.required}
      placeholder={t("choose")}
      onChange={(choice) => onChange(choice ?? "")}
    />
  );
}
