import { z } from "zod";
import { fromBase64 } from "#server/core/encoding.ts";
import { AppError } from "#server/core/errors.ts";
import type { Clock, Log, Queue } from "#server/core/ports.ts";
import type { Db } from "#server/features/unit-of-work.ts";
import { jobContracts } from "./contracts.ts";
import { tickSchedule } from "./schedules.ts";
import { deliveryBody } from "./wire.ts";

/** The name under `/api/jobs/` that QStash calls when it gave a message up. */
export const FAILED_DELIVERY = "failed";

/** How long we rest before asking the transport again for a row it could not deliver. */
const REST_MS = 60_000;

/** https://upstash.com/docs/qstash/features/callbacks (failure callback); only what we use. */
const failureCallback = z.object({
  status: z.number().optional(),
  sourceMessageId: z.string().optional(),
  url: z.url(),
  sourceBody: z.string(),
});

/**
 * A message the transport gave up is no failure of the job: its row is still pending. It says why it is late, and asks
 * for a new alarm in a minute; a schedule's slot is entered as if it had rung.
 */
export async function wakeAfterFailure(
  deps: { db: Db; clock: Clock; log: Log; queue: Pick<Queue, "arm"> },
  body: unknown,
): Promise<Record<string, unknown>> {
  const callback = failureCallback.safeParse(body);
  if (!callback.success) throw new AppError("BAD_REQUEST", callback.error.message);
  const { status, sourceMessageId, url } = callback.data;
  deps.log.warn("the transport gave a delivery up", { status, sourceMessageId, url });
  const source = deliveryBody.safeParse(decode(callback.data.sourceBody));
  if (!source.success) throw new AppError("BAD_REQUEST", "sourceBody is no delivery of ours");
  const message =
    "jobId" in source.data
      ? await postpone(deps, source.data.jobId, `the transport gave up: HTTP ${status ?? "none"}`)
      : await enterMissedSlot(deps, url);
  if (message) await deps.queue.arm([message]);
  return { found: message ? "pending" : "settled" };
}

async function postpone({ db, clock }: { db: Db; clock: Clock }, jobId: string, why: string) {
  const runAt = new Date(clock.now().getTime() + REST_MS);
  const [row] = await db.job.updateManyAndReturn({
    where: { id: jobId, status: "pending", runAt: { lte: runAt } },
    data: { runAt, armedUntil: null, lastError: why, lastErrorCode: "UNAVAILABLE" },
    select: { id: true, name: true },
  });
  return row && { jobId: row.id, name: row.name, runAt };
}

async function enterMissedSlot(deps: { db: Db; clock: Clock }, url: string) {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  return Object.hasOwn(jobContracts, name) ? tickSchedule(deps, name) : undefined;
}

function decode(base64: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64(base64)));
  } catch {
    return undefined;
  }
}
