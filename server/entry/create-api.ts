import { consentOrigins } from "#server/adapters/auth/provider.ts";
import { assertSameOrigin } from "#server/adapters/auth/same-origin.ts";
import { signInProviders } from "#server/adapters/auth/social.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { isDatabaseLost } from "#server/core/lost-database.ts";
import type { Actor } from "#server/features/actor.ts";
import type { SessionOutput } from "#server/features/session/schema.ts";
import { errorResponse } from "#server/http/errors.ts";
import { createCaller } from "#server/trpc/app-router.ts";
import type { TrpcContext } from "#server/trpc/context.ts";
import { toTrpcError } from "#server/trpc/procedures.ts";
import type { House } from "#server/wiring/build.ts";
import type { Api } from "./api.ts";
import { createDoorkeeper, methodNotAllowed, throwRefusal } from "./doorkeeper.ts";
import { createTrpcDoor } from "./trpc-door.ts";

/** The HTTP surface of a house: sessions read once per request, foreign origins refused, limits applied. */
export function createApi(house: House, version: string): Api {
  const { config, services } = house;
  const sessions = new WeakMap<Request, Promise<SessionOutput | null>>();
  const session = (request: Request) => {
    const known = sessions.get(request) ?? services.session.fromRequest(request);
    sessions.set(request, known);
    return known;
  };
  const contextOf = async (request: Request): Promise<TrpcContext> => {
    const requestId = newId();
    return {
      services,
      session: await session(request).catch((error: unknown) => {
        throw toTrpcError(error);
      }),
      request,
      requestId,
      log: house.log.with({ requestId }),
    };
  };
  const actorOf = async (request: Request): Promise<Actor> => {
    const found = await session(request);
    if (!found) throw new AppError("UNAUTHORIZED", "no session");
    return { userId: found.user.id, workspaceId: found.workspace.id, role: found.role };
  };
  const doorkeeper = createDoorkeeper({
    limit: house.limit,
    personOf: async (request) => (await session(request))?.user.id,
    log: house.log,
  });
  const { guarded } = doorkeeper;
  return {
    public: {
      appUrl: config.appUrl,
      sandboxUrl: config.sandbox.enabled ? config.sandbox.url : null,
      mailboxUrl:
        config.sandbox.enabled && config.mail.transport === "disk" ? `${config.sandbox.url}/mailbox` : null,
      signInProviders: signInProviders(config.signIn),
      signInOrigins: consentOrigins(config.signIn),
      version,
    },
    session: (request) =>
      session(request).catch((error: unknown) => {
        if (!isDatabaseLost(error)) throw error;
        house.log.warn("page not shown: the database does not answer", { error });
        // Thrown as an answer, which is what a loader may throw.
        throw errorResponse(error);
      }),
    caller: async (request) => {
      refuseForeignPages(request, config);
      if (request.method !== "GET" && request.method !== "HEAD")
        throwRefusal(await doorkeeper.count(request, ONE_WRITE));
      return createCaller(await contextOf(request));
    },
    trpc: createTrpcDoor({
      doorkeeper,
      assertSameOrigin: (request) => assertSameOrigin(request, config),
      contextOf,
    }),
    auth: async (request) => {
      const response = await house.auth.handler(request);
      // The library keeps to itself why it failed.
      return response.status >= 500 && !(await reachable(house)) ? errorResponse(DATABASE_LOST) : response;
    },
    deliverJob: (name, request) => guarded(request, "job", () => house.deliver(name, request)),
    webhook: async (source, request) => {
      const policy = source === "apify" ? "webhook.apify" : "webhook";
      const part = house.isWebhookSource(source) ? source : "unknown";
      const answer = () => house.receiver.receive(source, request);
      const response = await guarded(request, policy, answer, part);
      if (response.status === 429) house.receiver.turnedAway(source, "rate_limited");
      return response;
    },
    webhookWorker: (request) => guarded(request, "worker", () => house.webhookWorker(request)),
    oauthStart: async (platform, request) =>
      guarded(request, "oauth.start", async () =>
        house.oauth.start(platform, request, await session(request)),
      ),
    oauthCallback: async (platform, request) =>
      guarded(request, "oauth.callback", async () =>
        house.oauth.callback(platform, request, await session(request)),
      ),
    uploadMedia: (request) =>
      guarded(request, "upload", async () => {
        assertSameOrigin(request, config);
        return house.media.upload(request, await actorOf(request));
      }),
    serveMedia: (mediaId, variant, request) =>
      guarded(request, null, async () =>
        house.media.serve(request, await actorOf(request), mediaId, variant),
      ),
    servePublicMedia: (request) => house.media.servePublic(request),
    refreshTokens: (request) => guarded(request, "cron", () => house.refreshCron(request)),
    platformStatus: (request) =>
      guarded(request, "trpc.read", async () => {
        if (request.method !== "GET" && request.method !== "HEAD")
          throw methodNotAllowed(request, "GET, HEAD");
        const { workspaceId } = await actorOf(request);
        const headers = { "cache-control": "no-store" };
        return Response.json(await house.platformStatus(workspaceId), { headers });
      }),
    health: () => health(house, version),
    reportError: (error, request) =>
      house.log.error("page failed", { error, method: request.method, path: new URL(request.url).pathname }),
  };
}

const ONE_WRITE = new Map([["trpc.write" as const, 1]]);

/** For forms that post to a page of ours: thrown as an answer, which is what a loader or an action may throw. */
function refuseForeignPages(request: Request, config: House["config"]): void {
  try {
    assertSameOrigin(request, config);
  } catch (error) {
    throw errorResponse(error);
  }
}

const DATABASE_LOST = new AppError("UNAVAILABLE", "the database does not answer", { retryable: true });

const reachable = (house: House): Promise<boolean> =>
  house.ping().then(
    () => true,
    () => false,
  );

/** 200 when the database answers, 503 when not; says nothing a stranger could use. */
async function health(house: House, version: string): Promise<Response> {
  const healthy = await reachable(house);
  const database = healthy ? "ok" : "unreachable";
  return Response.json(
    { status: healthy ? "healthy" : "unhealthy", database, version, at: house.clock.now().toISOString() },
    { status: healthy ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
