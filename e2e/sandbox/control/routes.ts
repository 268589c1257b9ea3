import type { Context, Hono } from "hono";
import { z } from "zod";
import { AuthorizeError } from "../core/authorize.ts";
import type { SandboxNetwork } from "../core/network.ts";
import { Refusal } from "../core/operation.ts";
import type { World } from "../world.ts";
import {
  AccountInput,
  ClockInput,
  CommentControlInput,
  ConsentControlInput,
  FaultInput,
  ModerationControlInput,
  ReplayInput,
  SendInput,
  SettingsInput,
  VerifyInput,
} from "./schema.ts";

/** A mistake of whoever uses the control API. */
class ControlError extends Error {
  readonly status: 400 | 404;
  constructor(status: 400 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

/** How tests and the console steer the sandbox and ask what happened. */
export function mountControl(app: Hono, world: World): void {
  app.use("/control/*", async (context, next) => {
    const cameFromElsewhere = context.req.header("sec-fetch-site") === "cross-site";
    if (cameFromElsewhere && context.req.method !== "GET")
      return context.json({ error: "Loopback pages only" }, 403);
    await next();
  });
  app.get("/control/health", (context) => context.json({ ok: true }));
  app.post(
    "/control/reset",
    answer(() => world.reset()),
  );
  for (const mount of [mountClock, mountSettings, mountFaults, mountJudges, mountWebhooks, mountAccounts]) {
    mount(app, world);
  }
  app.all("/control/*", (context) => context.json({ error: "No such control" }, 404));
}

type Work = (context: Context) => unknown;

/** Answers with what the work returns; its own mistakes are 4xx with a sentence. */
const answer = (work: Work) => async (context: Context) => {
  try {
    return context.json((await work(context)) ?? { ok: true });
  } catch (error) {
    if (error instanceof ControlError) return context.json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return context.json({ error: z.prettifyError(error) }, 400);
    if (error instanceof AuthorizeError)
      return context.json({ error: `${error.title}: ${error.message}` }, 400);
    if (error instanceof Refusal) return context.json({ error: error.answer.text ?? error.message }, 400);
    throw error;
  }
};

async function input<T>(context: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await context.req.text();
  let value: unknown = {};
  try {
    if (text !== "") value = JSON.parse(text);
  } catch {
    throw new ControlError(400, "The body is not JSON");
  }
  return schema.parse(value);
}

function networkOf(world: World, id: string): SandboxNetwork {
  const network = world.network(id);
  if (!network) throw new ControlError(404, `No network is called “${id}”`);
  return network;
}

function mountClock(app: Hono, world: World): void {
  app.get(
    "/control/clock",
    answer(() => ({ now: world.clock.iso() })),
  );
  app.post(
    "/control/clock",
    answer(async (context) => {
      const { now, advanceMs = 0 } = await input(context, ClockInput);
      const start = now === undefined ? world.clock.offsetMs() : Date.parse(now) - Date.now();
      world.moveClock(start + advanceMs);
      return { now: world.clock.iso() };
    }),
  );
}

function mountSettings(app: Hono, world: World): void {
  app.get(
    "/control/settings/:network",
    answer((context) => {
      return world.settings.get(networkOf(world, context.req.param("network") ?? "").id);
    }),
  );
  app.post(
    "/control/settings",
    answer(async (context) => {
      const { network, ...patch } = await input(context, SettingsInput);
      return world.settings.set(networkOf(world, network).id, patch);
    }),
  );
}

function mountFaults(app: Hono, world: World): void {
  app.post(
    "/control/faults",
    answer(async (context) => {
      const rule = await input(context, FaultInput);
      const network = networkOf(world, rule.network);
      if (!network.operations.includes(rule.operation)) {
        throw new ControlError(
          400,
          `${network.label} has no operation “${rule.operation}”; it has ${network.operations.join(", ")}`,
        );
      }
      return { id: world.faults.add(rule).id };
    }),
  );
  app.get(
    "/control/faults",
    answer(() => ({ faults: world.faults.list() })),
  );
  app.delete(
    "/control/faults",
    answer(() => world.faults.clear()),
  );
}

function mountJudges(app: Hono, world: World): void {
  app.get(
    "/control/journal",
    answer((context) => {
      const { network, operation, since } = context.req.query();
      return { requests: world.journal.read({ network, operation, since }) };
    }),
  );
  app.get(
    "/control/effects",
    answer((context) => {
      const { network, account } = context.req.query();
      return {
        effects: world.store
          .effects()
          .filter(
            (effect) =>
              (network === undefined || effect.network === network) &&
              (account === undefined || effect.account === account || effect.handle === account),
          ),
      };
    }),
  );
  app.get(
    "/control/webhooks",
    answer((context) => ({ deliveries: world.webhooks.list(context.req.query("network")) })),
  );
  app.get(
    "/control/errors",
    answer(() => ({ errors: world.errors })),
  );
  app.get(
    "/control/accounts/:network",
    answer((context) => ({ accounts: networkOf(world, context.req.param("network") ?? "").accounts() })),
  );
}

function mountWebhooks(app: Hono, world: World): void {
  app.post(
    "/control/webhooks/replay",
    answer(async (context) => {
      const { network, times, last } = await input(context, ReplayInput);
      return { sent: world.webhooks.replay(networkOf(world, network).id, times, last) };
    }),
  );
  app.post(
    "/control/webhooks/send",
    answer(async (context) => {
      const { network: id, flavor, body, ...event } = await input(context, SendInput);
      const network = networkOf(world, id);
      if (!world.hasClient(id, flavor))
        throw new ControlError(400, `${network.label} has no login “${flavor}”`);
      const text = typeof body === "string" ? body : JSON.stringify(body);
      world.store.commit(world.webhooks.announce({ network: id, flavor, ...event, body: text }));
      world.webhooks.start();
      return undefined;
    }),
  );
  app.post(
    "/control/webhooks/verify",
    answer(async (context) => {
      const network = networkOf(world, (await input(context, VerifyInput)).network);
      if (!network.verifyWebhook)
        throw new ControlError(400, `${network.label} does not verify callback addresses`);
      return network.verifyWebhook();
    }),
  );
}

function mountAccounts(app: Hono, world: World): void {
  app.post(
    "/control/accounts/:network/:account",
    answer(async (context) => {
      const network = networkOf(world, context.req.param("network") ?? "");
      const account = context.req.param("account") ?? "";
      const update = await input(context, AccountInput);
      if (!network.updateAccount(account, update)) {
        throw new ControlError(404, `${network.label} has no connected account “${account}”`);
      }
      return undefined;
    }),
  );
  app.post(
    "/control/comments",
    answer(async (context) => {
      const { network: id, ...comment } = await input(context, CommentControlInput);
      if (!networkOf(world, id).comment?.(comment)) throw new ControlError(404, "No such post to comment on");
      return undefined;
    }),
  );
  app.post(
    "/control/moderation",
    answer(async (context) => {
      const { network: id, ...decision } = await input(context, ModerationControlInput);
      const network = networkOf(world, id);
      if (!network.moderate?.(decision))
        throw new ControlError(404, "Nothing with this publish id waits for moderation");
      return undefined;
    }),
  );
  app.post(
    "/control/consent",
    answer(async (context) => {
      const { authorizeUrl, ...rest } = await input(context, ConsentControlInput);
      const url = new URL(authorizeUrl);
      const host = url.pathname.split("/")[1] ?? "";
      const network = world.networks.find((one) => one.hosts.includes(host));
      if (!network) throw new ControlError(400, "authorizeUrl is not an address of this sandbox");
      return network.consent({ authorizeUrl: url, ...rest });
    }),
  );
}
