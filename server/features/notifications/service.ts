import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { Tx } from "#server/features/unit-of-work.ts";
import type { markReadInput, notificationListInput, notificationListOutput } from "./schema.ts";

export interface NotifyInput {
  workspaceId: string;
  type: string;
  severity: "info" | "success" | "warning" | "error";
  params: Record<string, string | number>;
  href?: string;
  /** The same cause notifies each person once. */
  dedupeKey: string;
  /** Also by mail, to members who may act on it. */
  mail?: boolean;
}

export interface NotificationsService {
  /** Writes one row per member who may act (editor and above), inside the caller's transaction. */
  notify(tx: Tx, input: NotifyInput): Promise<void>;
  list(actor: Actor, input: z.infer<typeof notificationListInput>): Promise<z.infer<typeof notificationListOutput>>;
  markRead(actor: Actor, input: z.infer<typeof markReadInput>): Promise<{ unread: number }>;
}
