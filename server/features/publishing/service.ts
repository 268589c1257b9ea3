import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { resolveUnknownInput, timelineOutput } from "./schema.ts";

export interface PublishingService {
  timeline(actor: Actor, postId: string): Promise<z.infer<typeof timelineOutput>>;
  /** A failed target, once more, from its first step. */
  retry(actor: Actor, targetId: string): Promise<void>;
  /** An unknown target: ask the platform now. */
  checkNow(actor: Actor, targetId: string): Promise<void>;
  resolveUnknown(actor: Actor, input: z.infer<typeof resolveUnknownInput>): Promise<void>;
  cancel(actor: Actor, targetId: string): Promise<void>;
}
