import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import { mediaIdInput, mediaListInput, mediaListOutput, mediaOutput, mediaUpdateInput } from "./schema.ts";

export const mediaRouter = router({
  list: memberProcedure("viewer")
    .input(mediaListInput)
    .output(mediaListOutput)
    .query(({ ctx, input }) => ctx.services.media.list(ctx.actor, input)),
  get: memberProcedure("viewer")
    .input(mediaIdInput)
    .output(mediaOutput)
    .query(({ ctx, input }) => ctx.services.media.get(ctx.actor, input.mediaId)),
  update: memberProcedure("editor")
    .input(mediaUpdateInput)
    .output(mediaOutput)
    .mutation(({ ctx, input }) => ctx.services.media.update(ctx.actor, input)),
  remove: memberProcedure("editor")
    .input(mediaIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.media.remove(ctx.actor, input.mediaId)),
  /** The way back from `remove`. */
  restore: memberProcedure("editor")
    .input(mediaIdInput)
    .output(mediaOutput)
    .mutation(({ ctx, input }) => ctx.services.media.restore(ctx.actor, input.mediaId)),
});
