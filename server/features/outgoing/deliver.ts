import type { Tx } from "#server/features/unit-of-work.ts";
import type { OutgoingDeps } from "./deps.ts";
import { disable } from "./disable.ts";
import type { OperatorAlerts } from "./operator-alerts.ts";
import {
  type DeliveryChange,
  type DeliveryRow,
  type EndpointRow,
  findToDeliver,
  insertAttempt,
  lockEndpoint,
  updateEndpoint,
  updateSeen,
} from "./repo.ts";
import { type Answer, send } from "./request.ts";
import { LASTING_MS, MOST_EXHAUSTED, waitMs } from "./schedule.ts";
import { TEST_EVENT } from "./schema.ts";

export interface DeliverDeps extends OutgoingDeps {
  alerts: Pick<OperatorAlerts, "raise">;
}

/** What the job does next; `again` keeps its row and rings at that time. */
export type DeliverResult = { outcome: "done"; note: string } | { outcome: "again"; at: Date; note: string };

const done = (note: string): DeliverResult => ({ outcome: "done", note });

/**
 * One attempt at one delivery, when it is due. An attempt whose recording is lost is made again: receivers know a message
 * by its id. Throws when the database is away, the secret cannot be opened, or `signal` ended it.
 */
export async function deliver(
  deps: DeliverDeps,
  { deliveryId, round }: { deliveryId: string; round: number },
  signal: AbortSignal,
): Promise<DeliverResult> {
  const row = await findToDeliver(deps.db, deliveryId);
  if (row?.status !== "pending" || row.round !== round) return done("nothing to deliver");
  const at = deps.clock.now();
  if (row.nextAttemptAt && row.nextAttemptAt > at)
    return { outcome: "again", at: row.nextAttemptAt, note: "too early" };
  if (isSwitchedOff(row)) return deps.work.run((tx) => cancel(tx, row, at));
  const sent = await send(deps, row, signal);
  if ("postponedMs" in sent)
    return { outcome: "again", at: new Date(at.getTime() + sent.postponedMs), note: "not let out" };
  return deps.work.run((tx) => record(deps, tx, row, at, sent.answer));
}

/** What a person sends by hand goes out all the same. */
const isSwitchedOff = ({ endpoint, message, round }: DeliveryRow): boolean =>
  endpoint.status === "disabled" && message.type !== TEST_EVENT && round === 1;

async function cancel(tx: Tx, row: DeliveryRow, at: Date): Promise<DeliverResult> {
  await updateSeen(tx.db, row, { status: "canceled", nextAttemptAt: null, finishedAt: at });
  return done("its endpoint is switched off");
}

/** The endpoint is locked first by everybody who changes it or its deliveries, so that nobody waits in a circle. */
async function record(
  deps: DeliverDeps,
  tx: Tx,
  row: DeliveryRow,
  at: Date,
  answer: Answer,
): Promise<DeliverResult> {
  const endpoint = await lockEndpoint(tx.db, row.endpointId);
  if (!endpoint) return done("the endpoint was removed");
  const now = deps.clock.now();
  const next = nextOf(deps, row, answer, now);
  const number = row.attempts + 1;
  if (!(await updateSeen(tx.db, row, { ...next.change, attempts: number, tries: row.tries + 1 })))
    return done("settled by another worker");
  const { ok, statusCode, errorCode, excerpt } = answer;
  await insertAttempt(tx.db, {
    ...{ workspaceId: row.workspaceId, deliveryId: row.id, number, at, ok, statusCode, errorCode, excerpt },
    durationMs: now.getTime() - at.getTime(),
  });
  await judge(deps, tx, endpoint, { row, answer, at: now, over: next.at === undefined });
  return next.at ? { outcome: "again", at: next.at, note: next.note } : done(next.note);
}

interface Next {
  at?: Date;
  note: string;
  change: DeliveryChange;
}

function nextOf(deps: DeliverDeps, row: DeliveryRow, answer: Answer, now: Date): Next {
  if (answer.ok)
    return { note: "delivered", change: { status: "delivered", nextAttemptAt: null, finishedAt: now } };
  const over: Next = { note: "given up", change: { status: "failed", nextAttemptAt: null, finishedAt: now } };
  // A person waits for the answer to a test, and 410 asks never to be called again.
  if (row.message.type === TEST_EVENT || answer.statusCode === GONE) return over;
  const wait = waitMs(row.tries + 1, answer.retryAfterMs, deps.random ?? Math.random);
  if (wait === undefined) return over;
  const at = new Date(now.getTime() + wait);
  return { at, note: "will be tried again", change: { nextAttemptAt: at } };
}

const GONE = 410;

interface Verdict {
  row: DeliveryRow;
  answer: Answer;
  at: Date;
  over: boolean;
}

/** What an attempt says of the endpoint: it is well, it fails, it has failed for so long that it is switched off. */
async function judge(
  deps: DeliverDeps,
  tx: Tx,
  endpoint: EndpointRow,
  { row, answer, at, over }: Verdict,
): Promise<void> {
  const { workspaceId, id } = endpoint;
  if (answer.ok) {
    if (endpoint.failingSince !== null || endpoint.exhausted > 0)
      await updateEndpoint(tx.db, workspaceId, id, { failingSince: null, exhausted: 0 });
    return;
  }
  if (answer.statusCode === GONE) return disable(deps, tx, endpoint, "gone", at);
  if (row.message.type === TEST_EVENT) return;
  const failingSince = endpoint.failingSince ?? at;
  const exhausted = endpoint.exhausted + (over ? 1 : 0);
  await updateEndpoint(tx.db, workspaceId, id, { failingSince, exhausted });
  if (at.getTime() - failingSince.getTime() >= LASTING_MS || exhausted >= MOST_EXHAUSTED)
    await disable(deps, tx, endpoint, "failing", at);
}

/** The job will not ring again: the delivery says so. Repeatable. */
export async function abandonDelivery(
  deps: OutgoingDeps,
  { deliveryId, round }: { deliveryId: string; round: number },
): Promise<void> {
  await deps.work.run(async (tx) => {
    const row = await findToDeliver(tx.db, deliveryId);
    if (row?.round !== round) return;
    await updateSeen(tx.db, row, { status: "failed", nextAttemptAt: null, finishedAt: deps.clock.now() });
  });
}
