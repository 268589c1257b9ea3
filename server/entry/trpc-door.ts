import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { AppError } from "#server/core/errors.ts";
import type { RateLimitPolicyName } from "#server/http/rate-limit-policies.ts";
import { appRouter } from "#server/trpc/app-router.ts";
import type { TrpcContext } from "#server/trpc/context.ts";
import { toTrpcError } from "#server/trpc/procedures.ts";
import { type Doorkeeper, methodNotAllowed, withFields } from "./doorkeeper.ts";

const ENDPOINT = "/api/trpc";
/** Largest body of a tRPC call: a post's texts, many times over. */
const BODY_LIMIT = 1024 * 1024;

export interface TrpcDoorDeps {
  doorkeeper: Doorkeeper;
  assertSameOrigin(request: Request): void;
  contextOf(request: Request): Promise<TrpcContext>;
}

/**
 * `/api/trpc`: every call of a batch is counted by what it is. A refusal is a tRPC error for each call, with status 429
 * and the standard fields, so that every tRPC client reads it as one.
 */
export function createTrpcDoor(deps: TrpcDoorDeps): (request: Request) => Promise<Response> {
  const { doorkeeper, assertSameOrigin, contextOf } = deps;
  return (request) =>
    doorkeeper.guarded(request, null, async () => {
      const verdict = await doorkeeper.count(request, costsOf(request));
      const context = () => {
        if (verdict.allowed) return contextOf(request);
        throw toTrpcError(verdict.error);
      };
      if (verdict.allowed) assertAcceptable(request, assertSameOrigin);
      const response = await fetchRequestHandler({
        endpoint: ENDPOINT,
        req: request,
        router: appRouter,
        createContext: context,
      });
      return withFields(response, verdict.headers);
    });
}

function assertAcceptable(request: Request, assertSameOrigin: (request: Request) => void): void {
  assertSameOrigin(request);
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT)
    throw new AppError("PAYLOAD_TOO_LARGE", "tRPC body");
  if (request.method !== "GET" && request.method !== "POST") throw methodNotAllowed(request, "GET, POST");
}

interface Procedure {
  _def: { type: "query" | "mutation" | "subscription"; meta?: { limit?: RateLimitPolicyName } };
}
const procedures = appRouter._def.procedures as unknown as Record<string, Procedure | undefined>;

/** How many calls of each policy a request makes. What nobody knows is counted like a read. */
export function costsOf(request: Request): Map<RateLimitPolicyName, number> {
  const path = new URL(request.url).pathname.slice(ENDPOINT.length + 1);
  const costs = new Map<RateLimitPolicyName, number>();
  for (const name of path.split(",")) {
    const policy = policyOf(Object.hasOwn(procedures, name) ? procedures[name] : undefined);
    costs.set(policy, (costs.get(policy) ?? 0) + 1);
  }
  return costs;
}

function policyOf(procedure: Procedure | undefined): RateLimitPolicyName {
  if (!procedure) return "trpc.read";
  return procedure._def.meta?.limit ?? (procedure._def.type === "mutation" ? "trpc.write" : "trpc.read");
}
