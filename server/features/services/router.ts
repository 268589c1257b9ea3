import { operatorProcedure, router } from "#server/trpc/procedures.ts";
import { servicesInput, servicesOutput } from "./schema.ts";

export const servicesRouter = router({
  overview: operatorProcedure
    .input(servicesInput)
    .output(servicesOutput)
    .query(({ ctx, input }) => ctx.services.services.overview(input.language)),
});
