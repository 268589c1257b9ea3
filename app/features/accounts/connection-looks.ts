import { IconCircleCheck, IconPlugConnectedX, IconPlugX, type TablerIcon } from "@tabler/icons-react";
import type { Tone } from "#app/ui/palette.ts";
import type { ConnectionOutput } from "#server/features/accounts/schema.ts";

/** How a connection's status looks; words: `accounts:status.<status>`. */
export const connectionLooks: Record<ConnectionOutput["status"], { tone: Tone; icon: TablerIcon }> = {
  active: { tone: "success", icon: IconCircleCheck },
  needs_reconnect: { tone: "danger", icon: IconPlugConnectedX },
  disconnected: { tone: "neutral", icon: IconPlugX },
};
