import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  seriesCreateInput,
  seriesDetailOutput,
  seriesIdInput,
  seriesListInput,
  seriesListOutput,
  seriesPlan,
  seriesPreviewOutput,
  seriesSaveOutput,
  seriesUpdateInput,
} from "./schema.ts";

export const seriesRouter = router({
  preview: memberProcedure("viewer")
    .input(seriesPlan)
    .output(seriesPreviewOutput)
    .query(({ ctx, input }) => ctx.services.series.preview(input)),
  list: memberProcedure("viewer")
    .input(seriesListInput)
    .output(seriesListOutput)
    .query(({ ctx, input }) => ctx.services.series.list(ctx.actor, input)),
  get: memberProcedure("viewer")
    .input(seriesIdInput)
    .output(seriesDetailOutput)
    .query(({ ctx, input }) => ctx.services.series.get(ctx.actor, input.seriesId)),
  create: memberProcedure("editor")
    .input(seriesCreateInput)
    .output(seriesSaveOutput)
    .mutation(({ ctx, input }) => ctx.services.series.create(ctx.actor, input)),
  update: memberProcedure("editor")
    .input(seriesUpdateInput)
    .output(seriesSaveOutput)
    .mutation(({ ctx, input }) => ctx.services.series.update(ctx.actor, input)),
  pause: memberProcedure("editor")
    .input(seriesIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.series.pause(ctx.actor, input.seriesId)),
  resume: memberProcedure("editor")
    .input(seriesIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.series.resume(ctx.actor, input.seriesId)),
  end: memberProcedure("editor")
    .input(seriesIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.series.end(ctx.actor, input.seriesId)),
});
