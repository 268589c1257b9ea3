import { Textarea } from "@mantine/core";
import { useEffect, useRef } from "react";
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
export function TextField({ label, value, onChange, counters, disabled, autoFocus = false }: TextFieldProps) {
  const { t } = useTranslation("composer");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // On a touch screen the cursor would bring up the keyboard over half of the page.
    if (autoFocus && window.matchMedia("(pointer: fine)").matches)
      field.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  return (
    <div className={classes.textField}>
      <Textarea
        ref={field}
        aria-label={label}
        placeholder={t("textPlaceholder")}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={5}
        maxRows={18}
        disabled={disabled}
      />
      <div className={classes.counters}>
        {counters.map(({ platform, rule }) => (
          <Counter key={platform} platform={platform} rule={rule} text={value} />
        ))}
      </div>
    </div>
  );
}

function Counter({ platform, rule, text }: { platform: string; rule: TextRule; text: string }) {
  const { t, i18n } = useTranslation("composer");
  const used = countText(text, rule.unit);
  const number = new Intl.NumberFormat(i18n.language);
  const left = rule.max - used;
  return (
    <span
      className={classes.counter}
      data-over={left < 0 || undefined}
      title={t("counterHint", { used, max: rule.max, network: platformLabel(platform) })}
    >
      <PlatformMark platform={platform} size={13} />
      {number.format(used)} / {number.format(rule.max)}
    </span>
  );
}
