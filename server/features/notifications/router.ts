import { tracked } from "@trpc/server";
import { z } from "zod";
import { memberProcedure, router } from "#server/trpc/procedures.ts";
import { markReadInput, notificationListInput, notificationListOutput } from "./schema.ts";

export const notificationsRouter = router({
  list: memberProcedure("viewer")
    .input(notificationListInput)
    .output(notificationListOutput)
    .query(({ ctx, input }) => ctx.services.notifications.list(ctx.actor, input)),
  markRead: memberProcedure("viewer")
    .input(markReadInput)
    .output(z.object({ unread: z.number().int() }))
    .mutation(({ ctx, input }) => ctx.services.notifications.markRead(ctx.actor, input)),
  /** Everything that changed in the workspace, as it happens: ids only, pages refetch. */
  events: memberProcedure("viewer")
    .input(z.object({ lastEventId: z.string().optional() }))
    .subscription(async function* ({ ctx, signal }) {
      let sequence = 0;
      for await (const event of ctx.services.events.subscribe(
        ctx.actor.workspaceId,
        signal ?? new AbortController().signal,
      )) {
        if (event.userId && event.userId !== ctx.actor.userId) continue;
        // The stream outlives the request that opened it: whoever was removed or signed out meanwhile hears no more.
        const session = await ctx.services.session.fromRequest(ctx.request);
        if (!session?.workspaces.some(({ id }) => id === ctx.actor.workspaceId)) return;
        sequence += 1;
        yield tracked(`${Date.now()}-${sequence}`, { type: event.type, id: event.id });
      }
    }),
});
