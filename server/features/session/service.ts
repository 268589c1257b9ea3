import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { SessionOutput, updateProfileInput } from "./schema.ts";

export interface SessionService {
  /** The person behind the request's cookie and the workspace they work in; null when signed out. */
  fromRequest(request: Request): Promise<SessionOutput | null>;
  switchWorkspace(userId: string, sessionRequest: Request, workspaceId: string): Promise<void>;
  updateProfile(actor: Actor, input: z.infer<typeof updateProfileInput>): Promise<void>;
}
