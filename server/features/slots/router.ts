import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import { nextSlotInput, nextSlotOutput, setSlotsInput, slotsOutput } from "./schema.ts";

export const slotsRouter = router({
  list: memberProcedure("viewer")
    .input(z.void())
    .output(slotsOutput)
    .query(({ ctx }) => ctx.services.slots.list(ctx.actor)),
  set: memberProcedure("editor")
    .input(setSlotsInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.slots.set(ctx.actor, input)),
  next: memberProcedure("editor")
    .input(nextSlotInput)
    .output(nextSlotOutput)
    .query(({ ctx, input }) => ctx.services.slots.next(ctx.actor, input)),
});
