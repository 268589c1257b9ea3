import { z } from "zod";
import { operatorProcedure, router } from "#server/trpc/procedures.ts";
import { servicesOutput } from "./schema.ts";

export const servicesRouter = router({
  overview: operatorProcedure
    .input(z.void())
    .output(servicesOutput)
    .query(({ ctx }) => ctx.services.services.overview()),
});
