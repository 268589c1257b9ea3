import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  confirmSentInput,
  goAheadInput,
  notSentInput,
  resolveUnknownInput,
  retryInput,
  targetIdInput,
  taskOutput,
  timelineInput,
  timelineOutput,
} from "./schema.ts";

const platformRules = z.record(
  z.string(),
  z.object({ label: z.string(), rules: z.custom<PlatformRules>(), removes: z.boolean() }),
);
type PlatformRules = import("#server/platforms/rules.ts").PlatformRules;

export const publishingRouter = router({
  rules: memberProcedure("viewer")
    .input(z.void())
    .output(platformRules)
    .query(({ ctx }) =>
      Object.fromEntries(
        Object.entries(ctx.services.platformRules).map(([id, each]) => [
          id,
          { ...each, removes: ctx.services.publishing.removes(id) },
        ]),
      ),
    ),
  timeline: memberProcedure("viewer")
    .input(timelineInput)
    .output(timelineOutput)
    .query(({ ctx, input }) => ctx.services.publishing.timeline(ctx.actor, input.postId)),
  retry: memberProcedure("editor")
    .input(retryInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.retry(ctx.actor, input)),
  checkNow: memberProcedure("editor")
    .input(targetIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.checkNow(ctx.actor, input.targetId)),
  resolveUnknown: memberProcedure("editor")
    .input(resolveUnknownInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.resolveUnknown(ctx.actor, input)),
  cancel: memberProcedure("editor")
    .input(targetIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.cancel(ctx.actor, input.targetId)),
  goAhead: memberProcedure("editor")
    .input(goAheadInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.goAhead(ctx.actor, input)),
  task: memberProcedure("viewer")
    .input(targetIdInput)
    .output(taskOutput)
    .query(({ ctx, input }) => ctx.services.publishing.task(ctx.actor, input.targetId)),
  confirmSent: memberProcedure("editor")
    .input(confirmSentInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.confirmSent(ctx.actor, input)),
  notSent: memberProcedure("editor")
    .input(notSentInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.notSent(ctx.actor, input)),
  remove: memberProcedure("editor")
    .input(targetIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.publishing.remove(ctx.actor, input.targetId)),
});
