import { redact } from "#server/core/redact.ts";
import type { Tx } from "./unit-of-work.ts";

/** Facts of an event: ids, codes, durations. Never a secret, never a text a person wrote. */
export type TimelineData = Record<string, string | number | boolean | null | string[]>;

export interface TimelineEntry {
  workspaceId: string;
  postId: string;
  targetId?: string;
  /** Dotted name; an i18n key under `timeline`. */
  type: string;
  data?: TimelineData;
  actorUserId?: string;
  at: Date;
}

/** Writes into the flight recorder of a post, in the transaction of the change it tells of. */
export async function recordTimeline(tx: Tx, entries: TimelineEntry[]): Promise<void> {
  await tx.db.timelineEvent.createMany({
    data: entries.map(({ data = {}, ...entry }) => ({
      ...entry,
      data: redact(data) as TimelineData,
    })),
  });
}
