import { z } from "zod";
import { timeZone } from "#server/features/posts/schema.ts";
import { role } from "#server/features/session/schema.ts";

export const memberOutput = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.date(),
});
export const invitationOutput = z.object({
  id: z.string(),
  email: z.string(),
  role,
  expiresAt: z.date(),
  invitedBy: z.string(),
});
export const peopleOutput = z.object({ members: z.array(memberOutput), invitations: z.array(invitationOutput) });
export const updateWorkspaceInput = z.object({ name: z.string().trim().min(1).max(80), timeZone });
export const inviteInput = z.object({ email: z.email().max(254), role: role.exclude(["owner"]) });
export const changeRoleInput = z.object({ memberId: z.string().max(64), role });
export const memberIdInput = z.object({ memberId: z.string().max(64) });
export const invitationIdInput = z.object({ invitationId: z.string().max(64) });
