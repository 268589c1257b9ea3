import { AppError } from "#server/core/errors.ts";
import type { Log } from "#server/core/ports.ts";
import { errorResponse } from "#server/http/errors.ts";
import type { Limit, RateLimitVerdict } from "#server/http/rate-limit.ts";
import { type RateLimitPolicyName, rateLimitPolicies } from "#server/http/rate-limit-policies.ts";

export interface DoorkeeperDeps {
  limit: Limit;
  /** Id of whoever is signed in, from a session that was verified. */
  personOf(request: Request): Promise<string | undefined>;
  log: Log;
}

export interface Doorkeeper {
  /**
   * Counts the request where a policy is named, sets the `RateLimit-*` fields on the answer, and puts whatever is thrown
   * into an answer. `part`: what is counted for itself within the policy.
   */
  guarded(
    request: Request,
    policy: RateLimitPolicyName | null,
    answer: () => Promise<Response>,
    part?: string,
  ): Promise<Response>;
  /** For those who say no in a form of their own: all of these must admit, each at its cost. */
  count(
    request: Request,
    costs: ReadonlyMap<RateLimitPolicyName, number>,
    part?: string,
  ): Promise<RateLimitVerdict>;
}

/** Stands before the HTTP surface. Who asks is looked up only for addresses that do not ask too much. */
export function createDoorkeeper({ limit, personOf, log }: DoorkeeperDeps): Doorkeeper {
  const count: Doorkeeper["count"] = async (request, costs, part) => {
    const personal = [...costs.keys()].some((name) => rateLimitPolicies[name].by === "person");
    const door = personal ? await limit(request, "door") : undefined;
    if (door && !door.allowed) return door;
    // Where it cannot be read, the address counts; whoever answers finds out for themselves.
    const personId = personal ? await personOf(request).catch(() => undefined) : undefined;
    const verdicts = await Promise.all(
      [...costs].map(([name, cost]) =>
        limit(request, name, { personId, cost, ...(part === undefined ? {} : { part }) }),
      ),
    );
    return verdicts.find(({ allowed }) => !allowed) ?? verdicts.reduce(scarcer, ADMITTED);
  };
  return {
    count,
    async guarded(request, policy, answer, part) {
      try {
        const verdict = policy ? await count(request, new Map([[policy, 1]]), part) : ADMITTED;
        if (!verdict.allowed) return verdict.response;
        return withFields(await answer(), verdict.headers);
      } catch (error) {
        const response = errorResponse(error);
        if (response.status >= 500)
          log.error("request failed", { error, path: new URL(request.url).pathname });
        return response;
      }
    },
  };
}

const ADMITTED: RateLimitVerdict = { allowed: true, headers: {} };

/** Of two admissions the one that leaves fewer. */
const scarcer = (a: RateLimitVerdict, b: RateLimitVerdict): RateLimitVerdict =>
  Number(a.headers["ratelimit-remaining"] ?? Number.POSITIVE_INFINITY) <=
  Number(b.headers["ratelimit-remaining"] ?? Number.POSITIVE_INFINITY)
    ? a
    : b;

export function withFields(response: Response, fields: Record<string, string>): Response {
  for (const [name, value] of Object.entries(fields)) response.headers.set(name, value);
  return response;
}

/** For loaders and actions, which may throw an answer. */
export function throwRefusal(verdict: RateLimitVerdict): void {
  if (!verdict.allowed) throw verdict.response;
}

export const methodNotAllowed = (request: Request, allow: string): AppError =>
  new AppError("METHOD_NOT_ALLOWED", request.method, { params: { allow } });
