import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  changeRoleInput,
  invitationIdInput,
  inviteInput,
  memberIdInput,
  peopleOutput,
  updateWorkspaceInput,
} from "./schema.ts";

export const workspaceRouter = router({
  people: memberProcedure("viewer")
    .input(z.void())
    .output(peopleOutput)
    .query(({ ctx }) => ctx.services.workspace.people(ctx.actor)),
  update: memberProcedure("admin")
    .input(updateWorkspaceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.workspace.update(ctx.actor, input)),
  invite: memberProcedure("admin")
    .input(inviteInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.workspace.invite(ctx.actor, input)),
  revokeInvitation: memberProcedure("admin")
    .input(invitationIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.workspace.revokeInvitation(ctx.actor, input.invitationId)),
  changeRole: memberProcedure("admin")
    .input(changeRoleInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.workspace.changeRole(ctx.actor, input)),
  removeMember: memberProcedure("admin")
    .input(memberIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.workspace.removeMember(ctx.actor, input.memberId)),
});
