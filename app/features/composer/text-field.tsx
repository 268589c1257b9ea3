import { Button, Textarea } from "@mantine/core";
import { IconSeparatorHorizontal } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { PlatformMark, platformLabel } from "#app/ui/platform-mark.tsx";
import type { PlatformRules } from "#server/platforms/rules.ts";
import classes from "./composer.module.css";
import { countText } from "./draft.ts";
import { addPart, partsFor } from "./thread.ts";

export interface CounterRules {
  platform: string;
  rules: Pick<PlatformRules, "text" | "thread">;
}

export interface TextFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** One counter per network that takes this text. */
  counters: CounterRules[];
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
  const beginPart = () => {
    const next = addPart(value, field.current?.selectionEnd ?? value.length);
    onChange(next.text);
    // After the new text is in the field.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.cursor, next.cursor);
    });
  };
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
        {counters.map((counter) => (
          <Counters key={counter.platform} {...counter} text={value} />
        ))}
        {counters.some(({ rules }) => rules.thread) && !disabled ? (
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconSeparatorHorizontal size={14} aria-hidden />}
            title={t("thread.hint")}
            onClick={beginPart}
          >
            {t("thread.add")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** One counter, or one per part of a thread. */
function Counters({ platform, rules, text }: CounterRules & { text: string }) {
  const parts = partsFor(rules, text);
  return parts.map((part, index) => (
    <Counter
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name than their place
      key={index}
      platform={platform}
      rule={rules.text}
      text={part}
      part={parts.length > 1 ? index + 1 : null}
    />
  ));
}

interface CounterProps {
  platform: string;
  rule: PlatformRules["text"];
  text: string;
  /** Of a thread. */
  part: number | null;
}

function Counter({ platform, rule, text, part }: CounterProps) {
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
      {part === null ? null : `${t("thread.part", { part })} · `}
      {number.format(used)} / {number.format(rule.max)}
    </span>
  );
}
