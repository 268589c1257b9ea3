import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { consentOrigins } from "#server/adapters/auth/provider.ts";
import { assertSameOrigin } from "#server/adapters/auth/same-origin.ts";
import { signInProviders } from "#server/adapters/auth/social.ts";
import { AppError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { isDatabaseLost } from "#server/core/lost-database.ts";
import type { Actor } from "#server/features/actor.ts";
import type { SessionOutput } from "#server/features/session/schema.ts";
import { errorResponse } from "#server/http/errors.ts";
import type { RateLimitPolicyName } from "#server/http/rate-limit.ts";
import { appRouter, createCaller } from "#server/trpc/app-router.ts";
import type { TrpcContext } from "#server/trpc/context.ts";
import { toTrpcError } from "#server/trpc/procedures.ts";
import type { House } from "#server/wiring/build.ts";
import type { Api } from "./api.ts";

/** Largest body of a tRPC call: a post's texts, many times over. */
const TRPC_BODY_LIMIT = 1024 * 1024;

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
  const guarded = guardedBy(house);
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
      return createCaller(await contextOf(request));
    },
    trpc: (request) =>
      guarded(request, "trpc", async () => {
        assertSameOrigin(request, config);
        if (Number(request.headers.get("content-length") ?? 0) > TRPC_BODY_LIMIT)
          throw new AppError("PAYLOAD_TOO_LARGE", "tRPC body");
        if (request.method !== "GET" && request.method !== "POST")
          throw new AppError("METHOD_NOT_ALLOWED", request.method, { params: { allow: "GET, POST" } });
        return fetchRequestHandler({
          endpoint: "/api/trpc",
          req: request,
          router: appRouter,
          createContext: () => contextOf(request),
        });
      }),
    auth: async (request) => {
      const response = await house.auth.handler(request);
      // The library keeps to itself why it failed.
      return response.status >= 500 && !(await reachable(house)) ? errorResponse(DATABASE_LOST) : response;
    },
    deliverJob: (name, request) => house.deliver(name, request),
    webhook: async (source, request) => {
      const policy = source === "apify" ? "webhook.apify" : "webhook";
      const response = await guarded(request, policy, () => house.receiver.receive(source, request));
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
    refreshTokens: (request) => guarded(request, "job", () => house.refreshCron(request)),
    platformStatus: (request) =>
      guarded(request, "trpc", async () => {
        if (request.method !== "GET" && request.method !== "HEAD")
          throw new AppError("METHOD_NOT_ALLOWED", request.method, { params: { allow: "GET, HEAD" } });
        const { workspaceId } = await actorOf(request);
        const headers = { "cache-control": "no-store" };
        return Response.json(await house.platformStatus(workspaceId), { headers });
      }),
    health: () => health(house, version),
    reportError: (error, request) =>
      house.log.error("page failed", { error, method: request.method, path: new URL(request.url).pathname }),
  };
}

/** For forms that post to a page of ours: thrown as an answer, which is what a loader or an action may throw. */
function refuseForeignPages(request: Request, config: House["config"]): void {
  try {
    assertSameOrigin(request, config);
  } catch (error) {
    throw errorResponse(error);
  }
}

/** Counts the request where a policy is named, and puts whatever is thrown into an answer. */
function guardedBy(house: House) {
  return async (
    request: Request,
    policy: RateLimitPolicyName | null,
    answer: () => Promise<Response>,
  ): Promise<Response> => {
    try {
      const verdict = policy ? await house.limit(request, policy) : undefined;
      if (verdict && !verdict.allowed) return verdict.response;
      const response = await answer();
      for (const [name, value] of Object.entries(verdict?.headers ?? {})) response.headers.set(name, value);
      return response;
    } catch (error) {
      const response = errorResponse(error);
      if (response.status >= 500)
        house.log.error("request failed", { error, path: new URL(request.url).pathname });
      return response;
    }
  };
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
