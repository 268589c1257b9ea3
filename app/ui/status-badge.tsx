import { Tooltip } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Tone } from "./palette.ts";
import { type AnyState, stateLooks } from "./status.ts";
import classes from "./status-badge.module.css";

export interface ToneBadgeProps {
  tone: Tone;
  icon: TablerIcon;
  /** Already translated. */
  label: string;
  /** A sentence more, on hover and focus. */
  hint?: string;
}

/** A word, an icon and a colour; for states of things other than posts. */
export function ToneBadge({ tone, icon: Icon, label, hint }: ToneBadgeProps) {
  const badge = (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {label}
    </span>
  );
  return hint ? (
    <Tooltip label={hint} multiline maw={280}>
      {badge}
    </Tooltip>
  ) : (
    badge
  );
}

/** State of a post or of a target; hovering says what the state means. */
export function StatusBadge({ state, hint = true }: { state: AnyState; hint?: boolean }) {
  const { t } = useTranslation("common");
  const { tone, icon } = stateLooks[state];
  return (
    <ToneBadge
      tone={tone}
      icon={icon}
      label={t(`state.${state}`)}
      {...(hint ? { hint: t(`stateHint.${state}`) } : {})}
    />
  );
}
