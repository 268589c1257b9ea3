import { redactText } from "#server/core/redact.ts";
import { type Db, sql, type Tx } from "#server/features/unit-of-work.ts";
import {
  MOST_ATTEMPTS_KEPT,
  transitions,
  type WebhookAttempt,
  type WebhookEffect,
  type WebhookTransition,
} from "#server/webhooks/attempt.ts";
import type { EventToApply } from "#server/webhooks/meaning.ts";

/**
 * A claim holds for this long, more than a transaction may take. The job's own lease keeps two workers apart; this one and
 * the fence keep the event right where that fails, and where there is no job.
 */
export const EVENT_LEASE_MS = 8_000;

type Sql = Pick<Db, "$queryRaw" | "$executeRaw">;

/** One event, ours until its lease ends. Everything written about it is bound to the fence. */
export interface EventClaim {
  id: string;
  fence: number;
  startedAt: Date;
}

/** The tries so far, with room for one more: the oldest goes where there are too many. */
export const historySoFar = sql`(CASE WHEN jsonb_array_length(history) >= ${MOST_ATTEMPTS_KEPT}::int THEN history - 0 ELSE history END)`;

/** The claim; or until when somebody else holds it; or undefined when there is nothing left to do. */
export async function claimEvent(
  db: Sql,
  id: string,
  now: Date,
): Promise<EventClaim | { heldUntil: Date } | undefined> {
  const { from, to } = transitions.claim;
  for (;;) {
    const [claimed] = await db.$queryRaw<{ fence: number }[]>`
      UPDATE webhook_events SET status = ${to}::"WebhookEventStatus", attempts = attempts + 1, fence = fence + 1,
             "leaseUntil" = ${new Date(now.getTime() + EVENT_LEASE_MS)},
             history = ${historySoFar} || jsonb_build_object('fence', fence + 1, 'startedAt', ${now.toISOString()}::text)
      WHERE id = ${id}::uuid AND status = ANY(${from}::"WebhookEventStatus"[])
        AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})
      RETURNING fence`;
    if (claimed) return { id, fence: claimed.fence, startedAt: now };
    const [open] = await db.$queryRaw<{ heldUntil: Date | null }[]>`
      SELECT "leaseUntil" AS "heldUntil" FROM webhook_events
      WHERE id = ${id}::uuid AND status = ANY(${from}::"WebhookEventStatus"[])`;
    if (!open) return undefined;
    if (open.heldUntil && open.heldUntil > now) return { heldUntil: open.heldUntil };
    // Whoever held it let go between the two questions: it is open, and free.
  }
}

/** The event, locked until the transaction ends; undefined when the claim is not the latest any more. */
export async function lockClaimed({ db }: Tx, claim: EventClaim): Promise<EventToApply | undefined> {
  const [event] = await db.$queryRaw<EventToApply[]>`
    SELECT id, source, type, "accountRef", payload, "occurredAt", "receivedAt"
    FROM webhook_events
    WHERE id = ${claim.id}::uuid AND status = ${transitions.claim.to}::"WebhookEventStatus" AND fence = ${claim.fence}
    FOR UPDATE`;
  return event;
}

type HeldTransition = {
  [T in WebhookTransition]: (typeof transitions)[T]["held"] extends true ? T : never;
}[WebhookTransition];

const OUTCOMES = {
  apply: "done",
  ignore: "ignored",
  postpone: "again",
  fail: "failed",
} as const satisfies Record<HeldTransition, WebhookAttempt["outcome"]>;

/** Ends a claim's try. False, and nothing written, when somebody else has claimed the event since. */
export async function endClaim(
  db: Sql,
  claim: EventClaim,
  transition: HeldTransition,
  { now, why, effect }: { now: Date; why?: string; effect?: WebhookEffect | undefined },
): Promise<boolean> {
  const { from, to } = transitions[transition];
  const said = why === undefined ? null : redactText(why).slice(0, 1000);
  const attempt: WebhookAttempt = {
    fence: claim.fence,
    startedAt: claim.startedAt.toISOString(),
    endedAt: now.toISOString(),
    outcome: OUTCOMES[transition],
    ...(said === null ? {} : { why: said }),
    ...(effect === undefined ? {} : { effect }),
  };
  const settled = to === "done" || to === "ignored";
  const rows = await db.$executeRaw`
    UPDATE webhook_events SET status = ${to}::"WebhookEventStatus", "leaseUntil" = NULL, "lastError" = ${said},
           "processedAt" = ${settled ? now : null}::timestamp,
           history = (history - -1) || ${JSON.stringify(attempt)}::jsonb
    WHERE id = ${claim.id}::uuid AND status = ANY(${from}::"WebhookEventStatus"[]) AND fence = ${claim.fence}`;
  return rows === 1;
}

/** The event's job is dead. Never over a settled event; a worker that is still at it finds its claim gone. */
export async function buryEvent(db: Sql, id: string, why: string, now: Date): Promise<boolean> {
  const { from, to } = transitions.bury;
  const said = redactText(why).slice(0, 1000);
  const rows = await db.$executeRaw`
    UPDATE webhook_events SET status = ${to}::"WebhookEventStatus", fence = fence + 1, "leaseUntil" = NULL,
           "lastError" = ${said},
           history = ${historySoFar} || jsonb_build_object('fence', fence + 1, 'startedAt', ${now.toISOString()}::text,
             'endedAt', ${now.toISOString()}::text, 'outcome', 'dead', 'why', ${said}::text)
    WHERE id = ${id}::uuid AND status = ANY(${from}::"WebhookEventStatus"[])`;
  return rows === 1;
}

/**
 * Locks those of the events that a replay may open again, in the order of their ids. What was emptied in the meantime
 * has nothing left to apply; the delivery is held, so that it is not emptied while the replay is under way.
 */
export async function lockReplayable(db: Sql, ids: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM webhook_events e JOIN webhook_deliveries d ON d.id = e."deliveryId"
    WHERE e.id = ANY(${ids}::uuid[]) AND e.status = ANY(${transitions.reopen.from}::"WebhookEventStatus"[])
      AND d."scrubbedAt" IS NULL
    ORDER BY e.id FOR UPDATE OF e FOR SHARE OF d`;
  return rows.map(({ id }) => id);
}

/** Opens events again, as they came in; what they went through stays in their history. Returns how many. */
export async function reopenEvents(db: Sql, ids: readonly string[], now: Date): Promise<number> {
  const { from, to } = transitions.reopen;
  return db.$executeRaw`
    UPDATE webhook_events SET status = ${to}::"WebhookEventStatus", fence = fence + 1, "leaseUntil" = NULL,
           "processedAt" = NULL,
           history = ${historySoFar} || jsonb_build_object('fence', fence + 1, 'startedAt', ${now.toISOString()}::text,
             'endedAt', ${now.toISOString()}::text, 'outcome', 'replayed')
    WHERE id = ANY(${ids}::uuid[]) AND status = ANY(${from}::"WebhookEventStatus"[])`;
}
