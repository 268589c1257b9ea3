import { type DeliveryVerifier, SIGNATURE_HEADER } from "#server/core/delivery-signature.ts";
import { errorResponse } from "#server/core/error-response.ts";
import { AppError, isAppError } from "#server/core/errors.ts";
import type { Clock, FaultPoints, Log, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { FAILED_DELIVERY, wakeAfterFailure } from "./failed-delivery.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { JobRegistry, RegisteredJob } from "./registry.ts";
import { runJob } from "./run-job.ts";
import { tickSchedule } from "./schedules.ts";
import { deliveryBody, readDelivery } from "./wire.ts";

export interface DeliverDeps<Services> {
  db: Db;
  clock: Clock;
  log: Log;
  registry: JobRegistry<Services>;
  services: Services;
  verify: DeliveryVerifier;
  queue: Pick<Queue, "arm">;
  faults: FaultPoints;
  /** Told of every job that is given up. */
  onDead?: (name: string) => Promise<void>;
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
  const ledger = createLedger(deps);
  return async (name, request) => {
    try {
      if (request.method !== "POST") throw new AppError("METHOD_NOT_ALLOWED", request.method);
      return Response.json(await deliver(deps, ledger, name, request));
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
  deps: DeliverDeps<Services>,
  ledger: Ledger,
  name: string,
  request: Request,
): Promise<Record<string, unknown>> {
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
  return jobId ? ring(deps, ledger, job, jobId) : { found: "ticked" };
}

/** The row of the schedule's present slot; undefined when another instance entered it, or the schedule is paused. */
async function enterSlot<Services>(
  deps: DeliverDeps<Services>,
  job: RegisteredJob<Services>,
): Promise<string | undefined> {
  return (await tickSchedule(deps, job.name))?.jobId;
}

async function ring<Services>(
  deps: DeliverDeps<Services>,
  ledger: Ledger,
  job: RegisteredJob<Services>,
  jobId: string,
): Promise<Record<string, unknown>> {
  const claimed = await ledger.claim(jobId, job.name);
  if ("found" in claimed) {
    // The transport believes its alarm has rung; a row that is still to come needs a new one.
    if (claimed.found === "not-due") await ledger.rewind(jobId);
    return { jobId, found: claimed.found };
  }
  deps.faults.hit("deliver.claimed");
  return { jobId, outcome: await runJob({ ...deps, ledger }, job, claimed.claim) };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new AppError("BAD_REQUEST", "the body is not JSON");
  }
}
