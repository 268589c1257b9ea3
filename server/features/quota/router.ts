import { memberProcedure, router } from "#server/trpc/procedures.ts";
import { quotaAtInput, quotaAtOutput, quotaDaysInput, quotaDaysOutput } from "./schema.ts";

export const quotaRouter = router({
  at: memberProcedure("viewer")
    .input(quotaAtInput)
    .output(quotaAtOutput)
    .query(({ ctx, input }) => ctx.services.quota.at(ctx.actor, input)),
  days: memberProcedure("viewer")
    .input(quotaDaysInput)
    .output(quotaDaysOutput)
    .query(({ ctx, input }) => ctx.services.quota.days(ctx.actor, input)),
});
