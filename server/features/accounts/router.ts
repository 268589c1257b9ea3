import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  audienceInput,
  chatsOutput,
  composeOptionsInput,
  composeOptionsOutput,
  connectAccountInput,
  connectAccountOutput,
  connectableOutput,
  connectionDetailOutput,
  connectionIdInput,
  connectionOutput,
  creditsOutput,
  fansOutput,
  findAccountsInput,
  offeredAccountOutput,
  rotationListInput,
  rotationListOutput,
} from "./schema.ts";

export const accountsRouter = router({
  connectable: memberProcedure("viewer")
    .input(z.void())
    .output(z.array(connectableOutput))
    .query(({ ctx }) => ctx.services.accounts.connectable()),
  list: memberProcedure("viewer")
    .input(z.void())
    .output(z.array(connectionOutput))
    .query(({ ctx }) => ctx.services.accounts.list(ctx.actor)),
  get: memberProcedure("viewer")
    .input(connectionIdInput)
    .output(connectionDetailOutput)
    .query(({ ctx, input }) => ctx.services.accounts.get(ctx.actor, input.connectionId)),
  rotations: memberProcedure("viewer")
    .input(rotationListInput)
    .output(rotationListOutput)
    .query(({ ctx, input }) => ctx.services.accounts.rotations(ctx.actor, input)),
  composeOptions: memberProcedure("editor")
    .input(composeOptionsInput)
    .output(composeOptionsOutput)
    .query(({ ctx, input }) =>
      ctx.services.accounts.composeOptions(ctx.actor, input.connectionId, input.chosen),
    ),
  // A key is typed: never in an address, so this is no query.
  findAccounts: memberProcedure("admin")
    .input(findAccountsInput)
    .output(z.array(offeredAccountOutput))
    .mutation(({ ctx, input }) =>
      ctx.services.accounts.findAccounts({ ...ctx.actor, operator: ctx.session.user.operator }, input),
    ),
  connectAccount: memberProcedure("admin")
    .input(connectAccountInput)
    .output(connectAccountOutput)
    .mutation(({ ctx, input }) =>
      ctx.services.accounts.connectAccount({ ...ctx.actor, operator: ctx.session.user.operator }, input),
    ),
  fans: memberProcedure("editor")
    .input(audienceInput)
    .output(fansOutput)
    .query(({ ctx, input: { connectionId, cursor } }) =>
      ctx.services.accounts.fans(ctx.actor, { connectionId, cursor: cursor ?? undefined }),
    ),
  chats: memberProcedure("editor")
    .input(audienceInput)
    .output(chatsOutput)
    .query(({ ctx, input: { connectionId, cursor } }) =>
      ctx.services.accounts.chats(ctx.actor, { connectionId, cursor: cursor ?? undefined }),
    ),
  credits: memberProcedure("editor")
    .input(connectionIdInput)
    .output(creditsOutput)
    .query(({ ctx, input }) => ctx.services.accounts.credits(ctx.actor, input.connectionId)),
  disconnect: memberProcedure("admin")
    .input(connectionIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.accounts.disconnect(ctx.actor, input.connectionId)),
});
