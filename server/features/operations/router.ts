import { tracked } from "@trpc/server";
import { z } from "zod";
import { OPERATORS } from "#server/core/ports.ts";
import { operatorProcedure, router } from "#server/trpc/procedures.ts";
import * as schema from "./schema.ts";

const webhooksRouter = router({
  list: operatorProcedure
    .input(schema.webhookListInput)
    .output(schema.webhookListOutput)
    .query(({ ctx, input }) => ctx.services.operations.webhooks(input)),
  facets: operatorProcedure
    .output(schema.webhookFacets)
    .query(({ ctx }) => ctx.services.operations.webhookFacets()),
  get: operatorProcedure
    .input(schema.eventIdInput)
    .output(schema.webhookDetail)
    .query(({ ctx, input }) => ctx.services.operations.webhook(input.eventId)),
  countReplayable: operatorProcedure
    .input(schema.webhookFilter)
    .output(schema.countOutput)
    .query(({ ctx, input }) => ctx.services.operations.countReplayableWebhooks(input)),
  replayAll: operatorProcedure
    .input(schema.replayWebhooksInput)
    .output(schema.replayOutput)
    .mutation(({ ctx, input }) => ctx.services.operations.replayWebhooks(ctx.actor, input)),
  replay: operatorProcedure
    .input(schema.eventIdInput)
    .mutation(({ ctx, input }) => ctx.services.operations.replayWebhook(ctx.actor, input.eventId)),
  refusals: operatorProcedure
    .input(schema.refusalsInput)
    .output(schema.refusalsOutput)
    .query(({ ctx, input }) => ctx.services.operations.refusals(input.days)),
});

const deliveriesRouter = router({
  list: operatorProcedure
    .input(schema.deliveryListInput)
    .output(schema.deliveryListOutput)
    .query(({ ctx, input }) => ctx.services.operations.deliveries(input)),
  facets: operatorProcedure
    .output(schema.deliveryFacets)
    .query(({ ctx }) => ctx.services.operations.deliveryFacets()),
  get: operatorProcedure
    .input(schema.deliveryIdInput)
    .output(schema.deliveryDetail)
    .query(({ ctx, input }) => ctx.services.operations.delivery(input.deliveryId)),
});

const jobsRouter = router({
  list: operatorProcedure
    .input(schema.jobListInput)
    .output(schema.jobListOutput)
    .query(({ ctx, input }) => ctx.services.operations.jobs(input)),
  facets: operatorProcedure.output(schema.jobFacets).query(({ ctx }) => ctx.services.operations.jobFacets()),
  get: operatorProcedure
    .input(schema.jobIdInput)
    .output(schema.jobDetail)
    .query(({ ctx, input }) => ctx.services.operations.job(input.jobId)),
  countReplayable: operatorProcedure
    .input(schema.jobFilter)
    .output(schema.countOutput)
    .query(({ ctx, input }) => ctx.services.operations.countReplayableJobs(input)),
  replayAll: operatorProcedure
    .input(schema.replayJobsInput)
    .output(schema.replayOutput)
    .mutation(({ ctx, input }) => ctx.services.operations.replayJobs(ctx.actor, input)),
  replay: operatorProcedure
    .input(schema.jobIdInput)
    .mutation(({ ctx, input }) => ctx.services.operations.replayJob(ctx.actor, input.jobId)),
  cancel: operatorProcedure
    .input(schema.jobIdInput)
    .mutation(({ ctx, input }) => ctx.services.operations.cancelJob(ctx.actor, input.jobId)),
  dead: operatorProcedure
    .output(schema.deadLettersOutput)
    .query(({ ctx }) => ctx.services.operations.deadLetters()),
});

const schedulesRouter = router({
  list: operatorProcedure
    .output(schema.schedulesOutput)
    .query(({ ctx }) => ctx.services.operations.schedules()),
  pause: operatorProcedure
    .input(schema.scheduleInput)
    .mutation(({ ctx, input }) => ctx.services.operations.pauseSchedule(ctx.actor, input.name)),
  resume: operatorProcedure
    .input(schema.scheduleInput)
    .mutation(({ ctx, input }) => ctx.services.operations.resumeSchedule(ctx.actor, input.name)),
  runNow: operatorProcedure
    .input(schema.scheduleInput)
    .mutation(({ ctx, input }) => ctx.services.operations.runSchedule(ctx.actor, input.name)),
});

export const operationsRouter = router({
  webhooks: webhooksRouter,
  deliveries: deliveriesRouter,
  jobs: jobsRouter,
  schedules: schedulesRouter,
  /** That something moved, as it happens; pages refetch. */
  changes: operatorProcedure
    .input(z.object({ lastEventId: z.string().optional() }))
    .subscription(async function* ({ ctx, signal }) {
      let sequence = 0;
      const listening = signal ?? new AbortController().signal;
      for await (const { type } of ctx.services.events.subscribe(OPERATORS, listening)) {
        // The stream outlives the request that opened it: whoever is no operator any more hears no more.
        const session = await ctx.services.session.fromRequest(ctx.request);
        if (!session?.user.operator) return;
        sequence += 1;
        yield tracked(`${Date.now()}-${sequence}`, { type });
      }
    }),
});
