import {
  IconBan,
  IconCircleCheck,
  IconCircleMinus,
  IconClock,
  IconInbox,
  IconLoader,
  IconRotateClockwise,
  IconSkull,
  type TablerIcon,
} from "@tabler/icons-react";
import type { z } from "zod";
import type { Tone } from "#app/ui/palette.ts";
import type { jobStatus, webhookStatus } from "#server/features/operations/schema.ts";

export type WebhookStatus = z.infer<typeof webhookStatus>;
export type JobStatus = z.infer<typeof jobStatus>;

interface Look {
  tone: Tone;
  icon: TablerIcon;
}

/** How states look; their words are `operations:state.<state>`. */
export const statusLooks: Record<WebhookStatus | JobStatus, Look> = {
  received: { tone: "info", icon: IconInbox },
  processing: { tone: "progress", icon: IconLoader },
  done: { tone: "success", icon: IconCircleCheck },
  ignored: { tone: "neutral", icon: IconCircleMinus },
  failed: { tone: "warning", icon: IconRotateClockwise },
  dead: { tone: "danger", icon: IconSkull },
  pending: { tone: "info", icon: IconClock },
  running: { tone: "progress", icon: IconLoader },
  canceled: { tone: "neutral", icon: IconBan },
};

/** States in which something went wrong; in all others a reason is information. */
export const isTrouble = (status: WebhookStatus | JobStatus): boolean =>
  status === "failed" || status === "dead";
