import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  composeOptionsOutput,
  connectableOutput,
  connectionDetailOutput,
  connectionIdInput,
  connectionOutput,
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
  composeOptions: memberProcedure("editor")
    .input(connectionIdInput)
    .output(composeOptionsOutput)
    .query(({ ctx, input }) => ctx.services.accounts.composeOptions(ctx.actor, input.connectionId)),
  disconnect: memberProcedure("admin")
    .input(connectionIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.accounts.disconnect(ctx.actor, input.connectionId)),
});
