import { Autocomplete, Group, Radio, Select, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Issue } from "#server/features/posts/schema.ts";
import type { OptionRule } from "#server/platforms/rules.ts";
import { IssueList } from "./issue-list.tsx";
import classes from "./target.module.css";

export interface OptionFieldProps {
  rule: OptionRule;
  platform: string;
  value: string | boolean | undefined;
  /** Live values of the account, for options that come from it. */
  values: string[] | undefined;
  /** What has to be chosen before this can be; already in words. */
  waitsFor?: string | undefined;
  issues: Issue[];
  attempted: boolean;
  disabled: boolean;
  onChange: (value: string | boolean) => void;
}

/** A choice the network offers, drawn from its rule alone. */
export function OptionField(props: OptionFieldProps) {
  return (
    <>
      {props.rule.type === "select" ? (
        <Choice {...props} rule={props.rule} />
      ) : props.rule.type === "text" ? (
        <Words {...props} rule={props.rule} />
      ) : (
        <Toggle {...props} />
      )}
      <IssueList issues={props.issues} attempted={props.attempted} />
    </>
  );
}

type Of<T extends OptionRule["type"]> = OptionFieldProps & { rule: Extract<OptionRule, { type: T }> };

function useWords({ platform, rule }: Pick<OptionFieldProps, "platform" | "rule">) {
  const { t } = useTranslation("platforms");
  const hint = t(`${platform}.optionHint.${rule.id}`, { defaultValue: "" });
  return {
    label: t(`${platform}.option.${rule.id}`),
    description: hint ? { description: hint } : {},
    choiceLabel: (choice: string) => t(`${platform}.value.${rule.id}.${choice}`, { defaultValue: choice }),
  };
}

function Toggle({ value, disabled, onChange, ...props }: OptionFieldProps) {
  const { label, description } = useWords(props);
  return (
    <Switch
      label={label}
      {...description}
      checked={value === true}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

/** From this length on a text has lines. */
const LONG = 200;

const inputMode = ({ format }: Of<"text">["rule"]) =>
  format === "milliseconds" ? "numeric" : format === "price" ? "decimal" : "text";

function Words({ value, values, disabled, onChange, ...props }: Of<"text">) {
  const { label, description } = useWords(props);
  const { rule } = props;
  const text = typeof value === "string" ? value : "";
  const common = {
    label,
    ...description,
    value: text,
    maxLength: rule.max,
    required: rule.required,
    disabled,
  };
  if (rule.suggest && values)
    return <Autocomplete {...common} data={[...new Set(values)]} onChange={onChange} />;
  if (rule.max < LONG || rule.format)
    return (
      <TextInput
        {...common}
        inputMode={inputMode(rule)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  return (
    <div>
      <Textarea
        {...common}
        autosize
        minRows={rule.max > 2 * LONG ? 3 : 1}
        maxRows={12}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <Used used={text.length} max={rule.max} />
    </div>
  );
}

function Used({ used, max }: { used: number; max: number }) {
  const { i18n } = useTranslation();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Text size="xs" c="dimmed" ta="end">
      {number.format(used)} / {number.format(max)}
    </Text>
  );
}

/** So many choices are all shown at once: nothing is chosen for the person, and nothing is hidden from them. */
const SHOWN_AT_ONCE = 5;

function Choice(props: Of<"select">) {
  const { rule, values, waitsFor } = props;
  if (waitsFor) return <ChoiceList {...props} choices={[]} disabled />;
  const choices = rule.values === "account" ? (values ?? []) : rule.values;
  return choices.length > SHOWN_AT_ONCE ? (
    <ChoiceList {...props} choices={choices} />
  ) : (
    <ChoiceCards {...props} choices={choices} />
  );
}

type ChoiceProps = Of<"select"> & { choices: readonly string[] };

const chosenOf = (value: OptionFieldProps["value"]): string | null =>
  typeof value === "string" && value !== "" ? value : null;

function ChoiceList({ choices, value, disabled, onChange, waitsFor, ...props }: ChoiceProps) {
  const { t } = useTranslation("composer");
  const { label, description, choiceLabel } = useWords(props);
  return (
    <Select
      label={label}
      {...(waitsFor ? { description: waitsFor } : description)}
      searchable={choices.length > 8}
      data={choices.map((choice) => ({ value: choice, label: choiceLabel(choice) }))}
      value={chosenOf(value)}
      required={props.rule.required}
      disabled={disabled}
      allowDeselect={!props.rule.required}
      placeholder={t("choose")}
      onChange={(choice) => onChange(choice ?? "")}
    />
  );
}

function ChoiceCards({ choices, value, disabled, onChange, ...props }: ChoiceProps) {
  const { label, description, choiceLabel } = useWords(props);
  return (
    <Radio.Group
      label={label}
      {...description}
      value={chosenOf(value)}
      onChange={onChange}
      withAsterisk={props.rule.required}
    >
      <Group gap="sm" mt="sm">
        {choices.map((choice) => (
          <Radio.Card
            key={choice}
            value={choice}
            disabled={disabled}
            className={classes.choiceCard ?? ""}
            aria-label={choiceLabel(choice)}
          >
            <Radio.Indicator size="xs" />
            {choiceLabel(choice)}
          </Radio.Card>
        ))}
      </Group>
    </Radio.Group>
  );
}
