import { z } from "zod";
import { memberProcedure, publicProcedure, router } from "#server/trpc/procedures.ts";
import {
  changeRoleInput,
  invitationIdInput,
  invitationViewOutput,
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
  leave: memberProcedure("viewer")
    .input(z.void())
    .output(z.void())
    .mutation(({ ctx }) => ctx.services.workspace.leave(ctx.actor)),
  /** For whoever holds the link: the id in it is the secret. */
  invitation: publicProcedure
    .input(invitationIdInput)
    .output(invitationViewOutput)
    .query(({ ctx, input }) => ctx.services.workspace.invitation(input.invitationId)),
  acceptInvitation: memberProcedure("viewer")
    .input(invitationIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) =>
      ctx.services.workspace.acceptInvitation(
        { userId: ctx.actor.userId, request: ctx.request },
        input.invitationId,
      ),
    ),
});
