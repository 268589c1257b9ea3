import { accountsRouter } from "#server/features/accounts/router.ts";
import { mediaRouter } from "#server/features/media/router.ts";
import { notificationsRouter } from "#server/features/notifications/router.ts";
import { operationsRouter } from "#server/features/operations/router.ts";
import { outgoingRouter } from "#server/features/outgoing/router.ts";
import { postsRouter } from "#server/features/posts/router.ts";
import { publishingRouter } from "#server/features/publishing/router.ts";
import { quotaRouter } from "#server/features/quota/router.ts";
import { seriesRouter } from "#server/features/series/router.ts";
import { servicesRouter } from "#server/features/services/router.ts";
import { sessionRouter } from "#server/features/session/router.ts";
import { slotsRouter } from "#server/features/slots/router.ts";
import { workspaceRouter } from "#server/features/workspace/router.ts";
import { createCallerFactory, router } from "./procedures.ts";

export const appRouter = router({
  accounts: accountsRouter,
  media: mediaRouter,
  notifications: notificationsRouter,
  operations: operationsRouter,
  outgoing: outgoingRouter,
  posts: postsRouter,
  publishing: publishingRouter,
  quota: quotaRouter,
  series: seriesRouter,
  services: servicesRouter,
  session: sessionRouter,
  slots: slotsRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
