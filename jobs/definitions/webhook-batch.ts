import type { Clock } from "#server/core/ports.ts";
import type { Tx, UnitOfWork } from "#server/features/unit-of-work.ts";
import { transitions } from "#server/webhooks/attempt.ts";
import { interpret } from "#server/webhooks/interpret.ts";
import type { EventToApply } from "#server/webhooks/meaning.ts";
import type { JobResult } from "../job.ts";
import { historySoFar } from "./webhook-ledger.ts";

const NO_ACCOUNT = "it is about no account that is connected here";

/**
 * Sets aside, in one transaction, the events that cause nothing: of types nobody acts on, about accounts nobody has
 * connected, applied before, or pruned. Networks send far more of these than of any other. The rest is left over
 * (undefined), each for a run of its own.
 */
export async function setAside(
  eventIds: readonly string[],
  { unitOfWork, clock }: { unitOfWork: UnitOfWork; clock: Clock },
): Promise<(JobResult | undefined)[]> {
  return unitOfWork.run(async (tx) => {
    const now = clock.now();
    const events = new Map((await lockOpen(tx, eventIds, now)).map((event) => [event.id, event]));
    const free = [...events.values()].filter(({ held }) => !held);
    const reasons = await reasonsToIgnore(tx, free);
    await ignore(tx, reasons, now);
    return eventIds.map((id): JobResult | undefined => {
      const reason = reasons.get(id);
      if (reason !== undefined) return { outcome: "done", note: reason };
      return events.has(id) ? undefined : { outcome: "done", note: "applied before, or pruned" };
    });
  });
}

/** `held`: another worker is at it, and has a run of its own. */
type OpenEvent = EventToApply & { held: boolean };

/** In the order of their ids, so that two batches never wait for each other in a circle. */
export function lockOpen(tx: Tx, eventIds: readonly string[], now: Date): Promise<OpenEvent[]> {
  return tx.db.$queryRaw<OpenEvent[]>`
    SELECT id, source, type, "accountRef", payload, "occurredAt", "receivedAt",
           coalesce("leaseUntil" > ${now}, false) AS held
    FROM webhook_events
    WHERE id = ANY(${eventIds}::uuid[]) AND status = ANY(${transitions.claim.from}::"WebhookEventStatus"[])
    ORDER BY id FOR UPDATE`;
}

async function reasonsToIgnore(tx: Tx, events: readonly EventToApply[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const meant: { id: string; platform: string; accountRef: string }[] = [];
  for (const event of events) {
    const meaning = interpret(event);
    if (meaning.effect === "none") reasons.set(event.id, meaning.why);
    else meant.push({ id: event.id, ...meaning.notice });
  }
  const connected = await connectedAmong(tx, meant);
  for (const { id, platform, accountRef } of meant)
    if (!connected.has(`${platform} ${accountRef}`)) reasons.set(id, NO_ACCOUNT);
  return reasons;
}

/** `<platform> <account>` of those that somebody has connected. */
async function connectedAmong(
  tx: Tx,
  accounts: readonly { platform: string; accountRef: string }[],
): Promise<Set<string>> {
  if (accounts.length === 0) return new Set();
  const rows = await tx.db.$queryRaw<{ platform: string; externalId: string }[]>`
    SELECT DISTINCT c.platform, c."externalId"
    FROM (SELECT DISTINCT * FROM unnest(${accounts.map(({ platform }) => platform)}::text[],
                                        ${accounts.map(({ accountRef }) => accountRef)}::text[])) AS asked (platform, ref)
    JOIN connections c ON c.platform = asked.platform AND c."externalId" = asked.ref`;
  return new Set(rows.map(({ platform, externalId }) => `${platform} ${externalId}`));
}

/** Claim and end in one: under the lock nobody comes between. */
async function ignore(tx: Tx, reasons: ReadonlyMap<string, string>, now: Date): Promise<void> {
  if (reasons.size === 0) return;
  await tx.db.$executeRaw`
    UPDATE webhook_events SET status = ${transitions.ignore.to}::"WebhookEventStatus", attempts = attempts + 1,
           fence = fence + 1, "leaseUntil" = NULL, "lastError" = mine.why, "processedAt" = ${now},
           history = ${historySoFar} || jsonb_build_object('fence', fence + 1, 'startedAt', ${now.toISOString()}::text,
             'endedAt', ${now.toISOString()}::text, 'outcome', 'ignored', 'why', mine.why)
    FROM unnest(${[...reasons.keys()]}::uuid[], ${[...reasons.values()]}::text[]) AS mine (id, why)
    WHERE webhook_events.id = mine.id`;
}
