import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type { Role } from "#server/features/session/schema.ts";
import type { inviteInput, peopleOutput, updateWorkspaceInput } from "./schema.ts";

export interface WorkspaceService {
  people(actor: Actor): Promise<z.infer<typeof peopleOutput>>;
  update(actor: Actor, input: z.infer<typeof updateWorkspaceInput>): Promise<void>;
  invite(actor: Actor, input: z.infer<typeof inviteInput>): Promise<void>;
  revokeInvitation(actor: Actor, invitationId: string): Promise<void>;
  /** The last owner can be neither demoted nor removed. */
  changeRole(actor: Actor, input: { memberId: string; role: Role }): Promise<void>;
  removeMember(actor: Actor, memberId: string): Promise<void>;
}
