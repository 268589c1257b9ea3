import { Hono } from "hono";
import { mountControl } from "./control/routes.ts";
import { errorPage } from "./core/page.ts";
import { mountAssets } from "./pages/assets.ts";
import { mountConsole } from "./pages/console.ts";
import { mountMailbox } from "./pages/mailbox.ts";
import type { World } from "./world.ts";

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/** Everything the sandbox answers: the networks' hosts as first path segments, the control API, pages for people. */
export function buildApp(world: World): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!LOOPBACK_HOST.test(context.req.header("host") ?? "")) return context.text("Loopback only", 421);
    await next();
  });
  mountControl(app, world);
  mountAssets(app, world);
  mountMailbox(app, world);
  mountConsole(app, world);
  for (const network of world.networks) network.mount(app);
  app.notFound(() => errorPage("Not found", "The sandbox has nothing at this address.", 404));
  app.onError((error) => {
    world.onError(error);
    return errorPage("Sandbox error", error.message, 500);
  });
  return app;
}
