import { z } from "zod";
import { memberProcedure, publicProcedure, router } from "#server/trpc/procedures.ts";
import {
  accountIdInput,
  securityOutput,
  sessionIdInput,
  sessionOutput,
  switchWorkspaceInput,
  updateProfileInput,
} from "./schema.ts";

export const sessionRouter = router({
  /** The signed-in person, or null. */
  current: publicProcedure
    .input(z.void())
    .output(sessionOutput.nullable())
    .query(({ ctx }) => ctx.session),
  switchWorkspace: memberProcedure("viewer")
    .input(switchWorkspaceInput)
    .output(z.void())
    .mutation(({ ctx, input }) =>
      ctx.services.session.switchWorkspace(ctx.actor.userId, ctx.request, input.workspaceId),
    ),
  updateProfile: memberProcedure("viewer")
    .input(updateProfileInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.session.updateProfile(ctx.actor, input)),
  security: memberProcedure("viewer")
    .input(z.void())
    .output(securityOutput)
    .query(({ ctx }) => ctx.services.session.security(ctx.actor.userId, ctx.request)),
  revokeDevice: memberProcedure("viewer")
    .input(sessionIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.session.revokeDevice(ctx.actor.userId, input.sessionId)),
  unlinkProvider: memberProcedure("viewer")
    .input(accountIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.session.unlinkProvider(ctx.actor.userId, input.accountId)),
  revokeOtherDevices: memberProcedure("viewer")
    .input(z.void())
    .output(z.void())
    .mutation(({ ctx }) => ctx.services.session.revokeOtherDevices(ctx.actor.userId, ctx.request)),
});
