import { type DeliveryVerifier, SIGNATURE_HEADER } from "#server/core/delivery-signature.ts";
import { errorResponse } from "#server/core/error-response.ts";
import { AppError, isAppError } from "#server/core/errors.ts";
import { type Bell, type BellDeps, createBell, type Rung } from "./bell.ts";
import { FAILED_DELIVERY, wakeAfterFailure } from "./failed-delivery.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { RegisteredJob } from "./registry.ts";
import { tickSchedule } from "./schedules.ts";
import { deliveryBody, readDelivery } from "./wire.ts";

export interface DeliverDeps<Services> extends BellDeps<Services> {
  verify: DeliveryVerifier;
}

/** Failure callbacks carry the answer and the message they are about; everything else is a few bytes. */
const BODY_LIMIT = 1024 * 1024;

export type Deliver = (name: string, request: Request) => Promise<Response>;

/**
 * `POST /api/jobs/:name`, whichever transport calls: verifies the signature (once per signature), claims the row, runs
 * its handler and records the outcome. 200 means that the alarm has done its duty, whatever it found; 401 bad
 * signature, 404 unknown name, 400 malformed body; 503 asks the transport to try again.
 */
export function createDeliver<Services>(deps: DeliverDeps<Services>): Deliver {
  const parts = { deps, ledger: createLedger(deps), bell: createBell(deps) };
  return async (name, request) => {
    try {
      if (request.method !== "POST") throw new AppError("METHOD_NOT_ALLOWED", request.method);
      return Response.json(await deliver(parts, name, request));
    } catch (error) {
      if (!isAppError(error)) deps.log.error("delivery could not be handled", { job: name, error });
      const refusal = isAppError(error) ? error : unavailable(error);
      return errorResponse(refusal, refusal.code === "METHOD_NOT_ALLOWED" ? { allow: "POST" } : {});
    }
  };
}

/** What failed is ours, mostly the database: the transport keeps the alarm and rings again. */
const unavailable = (cause: unknown) =>
  new AppError("UNAVAILABLE", "the delivery could not be handled", { retryable: true, cause });

async function deliver<Services>(
  { deps, ledger, bell }: { deps: DeliverDeps<Services>; ledger: Ledger; bell: Bell },
  name: string,
  request: Request,
): Promise<Rung> {
  const job = deps.registry.find(name);
  if (!job && name !== FAILED_DELIVERY) throw new AppError("NOT_FOUND", `no job is called ${name}`);
  const body = await readDelivery(request, BODY_LIMIT);
  const proof = await deps.verify.verify({
    path: `/api/jobs/${name}`,
    signature: request.headers.get(SIGNATURE_HEADER),
    body,
  });
  if (!(await ledger.consume(proof))) throw new AppError("UNAUTHORIZED", "delivery signature: used before");
  if (!job) return wakeAfterFailure(deps, parse(body));
  const message = deliveryBody.safeParse(parse(body));
  if (!message.success) throw new AppError("BAD_REQUEST", message.error.message);
  const jobId = "jobId" in message.data ? message.data.jobId : await enterSlot(deps, job);
  return jobId ? bell({ name: job.name, jobId }) : { found: "ticked" };
}

/** The row of the schedule's present slot; undefined when another instance entered it, or the schedule is paused. */
async function enterSlot<Services>(
  deps: DeliverDeps<Services>,
  job: RegisteredJob<Services>,
): Promise<string | undefined> {
  return (await tickSchedule(deps, job.name))?.jobId;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new AppError("BAD_REQUEST", "the body is not JSON");
  }
}
