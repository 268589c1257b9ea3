import { z } from "zod";
import { timeZone } from "#server/features/posts/schema.ts";
import { identityId, lineOfText, role } from "#server/features/session/schema.ts";

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
/** Open invitations are shown to owners and admins; others see none. */
export const peopleOutput = z.object({
  members: z.array(memberOutput),
  invitations: z.array(invitationOutput),
});
export const updateWorkspaceInput = z.object({ name: lineOfText(80), timeZone });
export const inviteInput = z.object({
  email: z.email().max(254).toLowerCase(),
  role: role.exclude(["owner"]),
});
export const changeRoleInput = z.object({ memberId: identityId, role });
export const memberIdInput = z.object({ memberId: identityId });
export const invitationIdInput = z.object({ invitationId: identityId });

/** An invitation as the person who holds its link sees it. */
export const invitationViewOutput = z.object({
  workspace: z.string(),
  invitedBy: z.string(),
  email: z.string(),
  role,
  /** `closed`: accepted, withdrawn or expired. */
  state: z.enum(["open", "closed"]),
});
