import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import {
  alertTargetIdInput,
  alertTargetOutput,
  alertTestOutput,
  createAlertTargetInput,
  createEndpointInput,
  deliveryDetailOutput,
  deliveryIdInput,
  deliveryListInput,
  deliveryListOutput,
  endpointIdInput,
  endpointOutput,
  missedInput,
  missedOutput,
  resendMissedOutput,
  secretOutput,
  updateEndpointInput,
} from "./schema.ts";

const admin = memberProcedure("admin");

export const outgoingRouter = router({
  endpoints: admin
    .input(z.void())
    .output(z.array(endpointOutput))
    .query(({ ctx }) => ctx.services.outgoing.endpoints(ctx.actor)),
  endpoint: admin
    .input(endpointIdInput)
    .output(endpointOutput)
    .query(({ ctx, input }) => ctx.services.outgoing.endpoint(ctx.actor, input.endpointId)),
  create: admin
    .input(createEndpointInput)
    .output(secretOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.create(ctx.actor, input)),
  update: admin
    .input(updateEndpointInput)
    .output(endpointOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.update(ctx.actor, input)),
  rotate: admin
    .input(endpointIdInput)
    .output(secretOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.rotate(ctx.actor, input.endpointId)),
  enable: admin
    .input(endpointIdInput)
    .output(endpointOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.enable(ctx.actor, input.endpointId)),
  disable: admin
    .input(endpointIdInput)
    .output(endpointOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.disable(ctx.actor, input.endpointId)),
  remove: admin
    .input(endpointIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.outgoing.remove(ctx.actor, input.endpointId)),
  test: admin
    .input(endpointIdInput)
    .output(z.object({ deliveryId: z.uuid() }))
    .mutation(({ ctx, input }) => ctx.services.outgoing.test(ctx.actor, input.endpointId)),
  deliveries: admin
    .input(deliveryListInput)
    .output(deliveryListOutput)
    .query(({ ctx, input }) => ctx.services.outgoing.deliveries(ctx.actor, input)),
  delivery: admin
    .input(deliveryIdInput)
    .output(deliveryDetailOutput)
    .query(({ ctx, input }) => ctx.services.outgoing.delivery(ctx.actor, input.deliveryId)),
  resend: admin
    .input(deliveryIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.outgoing.resend(ctx.actor, input.deliveryId)),
  missed: admin
    .input(missedInput)
    .output(missedOutput)
    .query(({ ctx, input }) => ctx.services.outgoing.missed(ctx.actor, input)),
  resendMissed: admin
    .input(missedInput)
    .output(resendMissedOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.resendMissed(ctx.actor, input)),
  alertTargets: admin
    .input(z.void())
    .output(z.array(alertTargetOutput))
    .query(({ ctx }) => ctx.services.outgoing.alertTargets(ctx.actor)),
  createAlertTarget: admin
    .input(createAlertTargetInput)
    .output(alertTargetOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.createAlertTarget(ctx.actor, input)),
  removeAlertTarget: admin
    .input(alertTargetIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.outgoing.removeAlertTarget(ctx.actor, input.alertTargetId)),
  enableAlertTarget: admin
    .input(alertTargetIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.outgoing.enableAlertTarget(ctx.actor, input.alertTargetId)),
  testAlertTarget: admin
    .input(alertTargetIdInput)
    .output(alertTestOutput)
    .mutation(({ ctx, input }) => ctx.services.outgoing.testAlertTarget(ctx.actor, input.alertTargetId)),
});
