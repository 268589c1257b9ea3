import {
  IconAlertTriangle,
  IconCalendarTime,
  IconCircleCheck,
  IconCircleX,
  IconClockPause,
  IconHandClick,
  IconHelpCircle,
  IconLoader,
  IconPencil,
  IconPlayerPause,
  IconPlayerStop,
  IconTrash,
  type TablerIcon,
} from "@tabler/icons-react";
import type { PostState, TargetStatus } from "#server/features/posts/schema.ts";
import type { Tone } from "./palette.ts";

/** Every state of a post or of one of its targets. Words: `common:state.<state>`. */
export type AnyState = PostState | TargetStatus;

export const stateLooks: Record<AnyState, { tone: Tone; icon: TablerIcon }> = {
  draft: { tone: "neutral", icon: IconPencil },
  scheduled: { tone: "info", icon: IconCalendarTime },
  publishing: { tone: "progress", icon: IconLoader },
  waiting: { tone: "warning", icon: IconClockPause },
  live: { tone: "success", icon: IconCircleCheck },
  partial: { tone: "warning", icon: IconAlertTriangle },
  failed: { tone: "danger", icon: IconCircleX },
  unknown: { tone: "warning", icon: IconHelpCircle },
  canceled: { tone: "neutral", icon: IconPlayerStop },
  held: { tone: "warning", icon: IconPlayerPause },
  assisted: { tone: "warning", icon: IconHandClick },
  removed: { tone: "neutral", icon: IconTrash },
};
