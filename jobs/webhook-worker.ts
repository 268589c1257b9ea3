import type { Crew } from "#server/core/crew.ts";
import { errorResponse } from "#server/core/error-response.ts";
import { AppError, isAppError } from "#server/core/errors.ts";
import type { Clock, Log } from "#server/core/ports.ts";
import { isSharedSecret } from "#server/core/shared-secret.ts";
import type { AtOnce } from "./at-once.ts";
import type { JobName } from "./contracts.ts";

export interface WebhookWorkerDeps {
  crew: Crew;
  atOnce: Pick<AtOnce, "sweep">;
  /** WORKER_SECRET. Empty opens nothing. */
  secret: string;
  clock: Clock;
  log: Log;
}

const JOB: JobName = "webhook.process";
/** Calendars outside give a request about a minute; what began may take a little more. */
const STARTS_FOR_MS = 25_000;
const ENDS_WITHIN_MS = 40_000;
const BATCH = 200;

/**
 * `POST /api/workers/webhooks`: webhook events that are due are applied here and now, under the same claims as everywhere,
 * for at most 25 s; 200 `{ success, processed }`, what is still open stays with the queue. Opened by
 * `Authorization: Bearer` or `x-worker-secret` with WORKER_SECRET; both must hold where both are shown. 401; 405; 503 without
 * a secret or while the database is away. `GET`: 200 `{ status, worker }` for anybody.
 */
export function createWebhookWorker(deps: WebhookWorkerDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    try {
      if (request.method !== "GET" && request.method !== "POST")
        throw new AppError("METHOD_NOT_ALLOWED", request.method, { params: { allow: "GET, POST" } });
      if (request.method === "GET") return answer({ status: "ok", worker: "webhook-processor" });
      if (deps.secret === "") throw new AppError("CONFIG_MISSING", "no WORKER_SECRET");
      if (!(await isOpenTo(request.headers, deps.secret)))
        throw new AppError("UNAUTHORIZED", "no secret of the worker's");
      return answer({ success: true, processed: await drain(deps) });
    } catch (error) {
      if (!isAppError(error)) deps.log.error("webhook worker failed", { error });
      return errorResponse(isAppError(error) ? error : unavailable(error));
    }
  };
}

const answer = (body: object) => Response.json(body, { headers: { "cache-control": "no-store" } });
const unavailable = (cause: unknown) =>
  new AppError("UNAVAILABLE", "the work could not be done", { retryable: true, cause });

const BEARER = /^Bearer ([^\s]+)$/i;

export async function isOpenTo(headers: Headers, secret: string): Promise<boolean> {
  const authorization = headers.get("authorization");
  const own = headers.get("x-worker-secret");
  const shown = [
    ...(authorization === null ? [] : [BEARER.exec(authorization)?.[1] ?? ""]),
    ...(own === null ? [] : [own]),
  ];
  const holds = await Promise.all(shown.map((given) => isSharedSecret(secret, given)));
  return holds.length > 0 && holds.every(Boolean);
}

/** Batch after batch, until nothing is due or the time is over. Resolves to how many were taken in hand. */
async function drain({ crew, atOnce, clock }: WebhookWorkerDeps): Promise<number> {
  const startedAt = clock.now().getTime();
  const stop = new AbortController();
  const over = clock.sleep(ENDS_WITHIN_MS, stop.signal).catch(() => undefined);
  let processed = 0;
  try {
    await atOnce.sweep();
    while (clock.now().getTime() - startedAt < STARTS_FOR_MS) {
      const begun = await crew.begin(BATCH, JOB);
      if (begun.length === 0) break;
      processed += begun.length;
      await Promise.race([Promise.all(begun), over]);
    }
    return processed;
  } finally {
    stop.abort();
  }
}
