import {
  IconBolt,
  IconCheck,
  IconCircleCheck,
  IconCircleX,
  IconClockPause,
  IconHelpCircle,
  IconHourglass,
  IconPencil,
  IconPlayerPlay,
  IconRotateClockwise,
  IconSend,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Tone } from "#app/ui/palette.ts";

export interface EventLook {
  icon: TablerIcon;
  tone: Tone;
}

/** First match wins; what nobody thought of looks like a step. */
const LOOKS: readonly [RegExp, EventLook][] = [
  [/^post\./, { icon: IconPencil, tone: "neutral" }],
  [/\.(live|part|resolved_live|confirmed_sent)$/, { icon: IconCircleCheck, tone: "success" }],
  [
    /\.(failed|broke_off|remove_failed|refused|resolved_missing|not_sent|webhook_failed|webhook_withdrawn)$/,
    { icon: IconCircleX, tone: "danger" },
  ],
  [/\.(unknown|unconfirmed|held|handed_over)$/, { icon: IconHelpCircle, tone: "warning" }],
  [
    /\.(waiting|parked|interrupted|not_applied|restarted|canceled|removed)$/,
    { icon: IconClockPause, tone: "warning" },
  ],
  [/\.webhook_/, { icon: IconWebhook, tone: "info" }],
  [
    /\.(resumed|released|replanned|remove_asked|not_happened|retry_requested|check_requested)$/,
    { icon: IconRotateClockwise, tone: "info" },
  ],
  [/\.armed$/, { icon: IconBolt, tone: "progress" }],
  [/\.accepted$/, { icon: IconSend, tone: "progress" }],
  [/\.started$/, { icon: IconPlayerPlay, tone: "progress" }],
  [/\.(processing|checked)$/, { icon: IconHourglass, tone: "neutral" }],
];

const STEP: EventLook = { icon: IconCheck, tone: "neutral" };

export const lookOfEvent = (type: string): EventLook =>
  LOOKS.find(([pattern]) => pattern.test(type))?.[1] ?? STEP;

/** `create_item_2` is the second `create_item`. */
export function stepName(step: string): { name: string; number: number | null } {
  const [, name, number] = /^(.*?)_(\d+)$/.exec(step) ?? [];
  return name && number ? { name, number: Number(number) } : { name: step, number: null };
}
