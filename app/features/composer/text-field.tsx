import { Group, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PlatformMark, platformLabel } from "#app/ui/platform-mark.tsx";
import type { TextRule } from "#server/platforms/rules.ts";
import classes from "./composer.module.css";
import { countText } from "./draft.ts";

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** One counter per network that takes this text. */
  counters: { platform: string; rule: TextRule }[];
  disabled: boolean;
  autoFocus?: boolean;
}

/** A growing text field with a counter per network, counted the way that network counts. */
export function TextField({ label, value, onChange, counters, disabled, autoFocus }: TextFieldProps) {
  const { t } = useTranslation("composer");
  return (
    <div>
      <Textarea
        label={label}
        placeholder={t("textPlaceholder")}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={18}
        disabled={disabled}
        data-autofocus={autoFocus || undefined}
      />
      <Group gap="md" mt={6} justify="flex-end">
        {counters.map(({ platform, rule }) => (
          <Counter key={platform} platform={platform} rule={rule} text={value} />
        ))}
      </Group>
    </div>
  );
}

function Counter({ platform, rule, text }: { platform: string; rule: TextRule; text: string }) {
  const { t } = useTranslation("composer");
  const used = countText(text, rule.unit);
  const over = used > rule.max;
  return (
    <span
      className={classes.counter}
      data-over={over || undefined}
      title={t("counterHint", { used, max: rule.max, network: platformLabel(platform) })}
    >
      <PlatformMark platform={platform} size={13} variant="plain" />
      <Text span size="xs" fw={over ? 600 : 400}>
        {used} / {rule.max}
      </Text>
    </span>
  );
}
