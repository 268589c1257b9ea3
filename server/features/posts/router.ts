import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  calendarInput,
  calendarOutput,
  postIdInput,
  postListInput,
  postListOutput,
  postOutput,
  postRescheduleInput,
  postSaveInput,
  postSaveOutput,
  postScheduleInput,
  postScheduleNextSlotInput,
  validateInput,
  validateOutput,
} from "./schema.ts";

export const postsRouter = router({
  get: memberProcedure("viewer")
    .input(postIdInput)
    .output(postOutput)
    .query(({ ctx, input }) => ctx.services.posts.get(ctx.actor, input.postId)),
  list: memberProcedure("viewer")
    .input(postListInput)
    .output(postListOutput)
    .query(({ ctx, input }) => ctx.services.posts.list(ctx.actor, input)),
  calendar: memberProcedure("viewer")
    .input(calendarInput)
    .output(calendarOutput)
    .query(({ ctx, input }) => ctx.services.posts.calendar(ctx.actor, input)),
  validate: memberProcedure("editor")
    .input(validateInput)
    .output(validateOutput)
    .query(({ ctx, input }) => ctx.services.posts.validate(ctx.actor, input)),
  save: memberProcedure("editor")
    .input(postSaveInput)
    .output(postSaveOutput)
    .mutation(({ ctx, input }) => ctx.services.posts.save(ctx.actor, input)),
  schedule: memberProcedure("editor")
    .input(postScheduleInput)
    .output(postSaveOutput)
    .mutation(({ ctx, input }) => ctx.services.posts.schedule(ctx.actor, input)),
  scheduleNextSlot: memberProcedure("editor")
    .input(postScheduleNextSlotInput)
    .output(postSaveOutput)
    .mutation(({ ctx, input }) => ctx.services.posts.scheduleNextSlot(ctx.actor, input)),
  reschedule: memberProcedure("editor")
    .input(postRescheduleInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => ctx.services.posts.reschedule(ctx.actor, input)),
  unschedule: memberProcedure("editor")
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => ctx.services.posts.unschedule(ctx.actor, input.postId)),
  duplicate: memberProcedure("editor")
    .input(postIdInput)
    .output(postOutput)
    .mutation(({ ctx, input }) => ctx.services.posts.duplicate(ctx.actor, input.postId)),
  remove: memberProcedure("editor")
    .input(postIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.posts.remove(ctx.actor, input.postId)),
});
